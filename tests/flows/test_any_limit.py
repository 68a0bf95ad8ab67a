"""What a login costs does not depend on the values of limits."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from testproject.caches import BACKENDS, use_cache
from testproject.client import other_code

CALLS = ["add", "get", "set", "incr", "touch", "delete", "get_many", "delete_many"]
LIMITS = {
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": "{}",
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "{}/d",
    "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": "{}",
}
FREE = {
    "CODE_TOKEN_THROTTLE_RATE": None,
    "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
}


@pytest.fixture(params=list(BACKENDS))
def counts(request, settings, tmp_path, user, monkeypatch):
    """The number of keys of each call that the package makes to the cache."""
    cache = use_cache(request.param, request, settings, tmp_path)
    counts = []
    is_inside = []

    def count(name):
        method = getattr(cache, name)

        def call(keys, *args, **kwargs):
            # Some backends make one call of another.
            if not is_inside:
                counts.append(1 if isinstance(keys, str) else len(list(keys)))
            is_inside.append(name)
            try:
                return method(keys, *args, **kwargs)
            finally:
                is_inside.pop()

        # As it is asked of the method whether it is the base class's.
        if hasattr(method, "__func__"):
            call.__func__ = method.__func__
        monkeypatch.setattr(cache, name, call)

    for name in CALLS:
        count(name)
    return counts


def log_in_whole(api):
    """Begin some logins, fail in each, and complete the last one."""
    for _ in range(4):
        code, token = api.get_code_and_token()
        assert api.auth(token, other_code(code)).status_code == 401
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize("name", list(LIMITS))
def test_a_billion_costs_no_more_than_five(api, settings, counts, name):
    costs = []
    for value in (5, 10**9):
        caches["default"].clear()
        counts.clear()
        limit = LIMITS[name].format(value)
        number = int(limit) if limit.isdigit() else limit
        settings.JWT2FA_AUTH = {**FREE, name: number}
        log_in_whole(api)
        costs.append((len(counts), sum(counts)))

    [(calls, keys), (calls_of_many, keys_of_many)] = costs
    assert calls > 15
    assert calls_of_many == calls
    # A group of places is looked at together, whether there are five or a billion.
    assert keys <= keys_of_many < 2 * keys + 16


def test_all_limits_at_once(api, settings, counts):
    many = dict.fromkeys(LIMITS, 10**9)
    many["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = "1000000000/d"
    settings.JWT2FA_AUTH = {**FREE, **many}

    log_in_whole(api)

    assert len(counts) < 100
    assert max(counts) <= 16
