"""What a step costs in queries and in round trips to the cache, and what is free."""

import json
import subprocess
import sys

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from testproject.client import other_code

from drf_jwt_2fa import hashers

ROUND_TRIPS = ["add", "get", "set", "delete", "get_many", "set_many", "delete_many"]


class CountingCache(LocMemCache):
    """Counts what would be a round trip to a server."""

    def __init__(self, location, params):
        super().__init__(location, params)
        self.count = 0
        self._is_inside = False

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name not in {*ROUND_TRIPS, "incr"}:
            return found

        def count(*args, **kwargs):
            # `get_many` of the memory calls `get`; that of a server does not.
            is_outermost, self._is_inside = not self._is_inside, True
            self.count += is_outermost
            try:
                return found(*args, **kwargs)
            finally:
                self._is_inside = not is_outermost

        return count


@pytest.fixture
def counting(settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.CountingCache"}}
    caches["default"].clear()

    def measure(call):
        before = caches["default"].count
        response = call()
        return response, caches["default"].count - before

    return measure


def test_a_login(user, api, counting, django_assert_num_queries):
    with django_assert_num_queries(1):
        response, of_get_code = counting(api.get_code)
    token = response.json()["token"]
    with django_assert_num_queries(1):
        response, of_auth = counting(lambda: api.auth(token, api.last_mailed_code))

    assert response.status_code == 200
    assert 0 < of_get_code <= 7
    assert 0 < of_auth <= 6


def test_a_wrong_code(user, api, counting):
    code, token = api.get_code_and_token()

    response, count = counting(lambda: api.auth(token, other_code(code)))

    assert response.status_code == 401
    assert 0 < count <= 3


@pytest.mark.parametrize("endpoint", ["/auth/", "/challenge/"])
@pytest.mark.parametrize("token", ["junk", "a.b.c", "forged"])
@pytest.mark.usefixtures("user")
def test_no_forged_token_costs_anything(
    api, counting, django_assert_num_queries, endpoint, token
):
    if token == "forged":
        genuine = api.get_code_and_token()[1]
        token = genuine[:-5] + genuine[-5:].swapcase()

    with django_assert_num_queries(0):
        response, count = counting(
            lambda: api.post(endpoint, {"code_token": token, "code": "1234567"})
        )

    assert response.status_code == 401
    assert count == 0


def refuse(*args):
    raise AssertionError("a hash")


def test_nothing_is_hashed_for_who_has_to_wait(user, api, monkeypatch):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    monkeypatch.setattr(hashers, "check_password", refuse)

    assert api.auth(token, code).status_code == 429


def test_nothing_is_hashed_for_a_dead_token(user, api, monkeypatch):
    code, token = api.get_code_and_token()
    for _ in range(5):
        api.auth_after_wait(token, other_code(code))
    monkeypatch.setattr(hashers, "check_password", refuse)

    assert api.auth_after_wait(token, code).status_code == 403


@pytest.mark.parametrize(
    "limit",
    [
        {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"},
    ],
)
def test_no_code_is_hashed_for_a_token_too_many(
    user, api, settings, monkeypatch, limit
):
    settings.JWT2FA_AUTH = limit
    api.get_code_and_token()
    monkeypatch.setattr(hashers, "make_password", refuse)

    assert api.get_code().status_code == 429


IMPORTS = """
import json, sys
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
)
import django
django.setup()
# What every login with Simple JWT imports.
import rest_framework_simplejwt.authentication, rest_framework_simplejwt.backends
import rest_framework_simplejwt.serializers, rest_framework_simplejwt.views
before = set(sys.modules)
import drf_jwt_2fa.urls, drf_jwt_2fa.authentication
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_importing_the_package_adds_nothing_that_is_not_used(tmp_path):
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    added = set(json.loads(result.stdout))
    ours = {name for name in added if name.partition(".")[0] == "drf_jwt_2fa"}
    side_doors = ("apps", "background", "checks", "schema", "tasks", "testing")
    assert not ours & {f"drf_jwt_2fa.{name}" for name in side_doors}
    # No model, no catalogue, none of the extras.
    assert added - ours <= {
        "_contextvars",
        "contextvars",
        "django.core.cache.backends.dummy",
        "rest_framework.throttling",
        "secrets",
    }
