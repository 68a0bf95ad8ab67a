"""What happens when the cache is away, or answers what it cannot."""

import logging

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from testproject.client import other_code

MEMORY = "django.core.cache.backends.locmem.LocMemCache"
AWAY = (
    503,
    {"detail": "The login is temporarily unavailable. Please try again later."},
)


class AwayCache(BaseCache):
    """A cache whose server cannot be reached."""

    def __init__(self, location, params):
        super().__init__(params)

    def _fail(self, *args, **kwargs):
        raise ConnectionRefusedError("nobody there")

    add = get = set = delete = get_many = delete_many = incr = _fail


class SwallowingCache(AwayCache):
    """A cache whose client hides that the server cannot be reached."""

    def _fail(self, *args, **kwargs):
        return None

    add = get = set = delete = incr = delete_many = _fail

    def get_many(self, keys, version=None):
        return {}


@pytest.fixture(params=["AwayCache", "SwallowingCache"])
def take_away(request, settings):
    """Replace the cache by one that is away; `throttles=True` leaves the throttles'."""

    def take(*, throttles=True):
        away = {"BACKEND": f"{__name__}.{request.param}"}
        memory = {"BACKEND": MEMORY}
        settings.CACHES = {"default": away, "throttles": away if throttles else memory}
        settings.JWT2FA_AUTH = {"THROTTLE_CACHE_ALIAS": "throttles"}

    return take


def answer(response):
    return response.status_code, response.json()


@pytest.mark.parametrize("throttles", [True, False])
def test_no_code_token_is_issued(user, api, take_away, caplog, throttles):
    take_away(throttles=throttles)

    response = api.get_code()

    assert answer(response) == AWAY
    assert response["Cache-Control"] == "private, no-store"
    assert mail.outbox == []
    ours = [one for one in caplog.records if one.name.startswith("drf_jwt_2fa")]
    assert [one.levelno for one in ours] == [logging.ERROR]


@pytest.mark.parametrize("throttles", [True, False])
def test_nobody_is_let_in(user, api, take_away, throttles):
    code, token = api.get_code_and_token()
    take_away(throttles=throttles)

    assert answer(api.auth(token, code)) == AWAY
    assert answer(api.auth_after_wait(token, other_code(code))) == AWAY


def test_without_limits_nobody_is_let_in_either(user, api, take_away, settings):
    code, token = api.get_code_and_token()
    take_away(throttles=False)
    settings.JWT2FA_AUTH |= {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
    }

    assert answer(api.get_code()) == AWAY
    assert answer(api.auth(token, code)) == AWAY


def test_no_new_code_is_sent(user, api, take_away):
    _, token = api.get_code_and_token()
    take_away()

    status = api.post("/challenge/", {"code_token": token}).status_code

    # What hides that the server is away has no record of the token.
    assert status in (503, 401)
    assert len(mail.outbox) == 1


def test_the_cause_is_in_the_log(user, api, settings, caplog):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.AwayCache"}}

    api.get_code()

    assert "nobody there" in caplog.text


def test_a_cache_that_is_no_cache_is_an_outage(user, api, settings):
    settings.JWT2FA_AUTH = {"CACHE_ALIAS": "unheard-of"}

    assert answer(api.get_code()) == AWAY


def test_a_dummy_cache_is_an_outage(user, api, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }

    assert answer(api.get_code()) == AWAY
    assert mail.outbox == []


def test_the_outage_has_a_code(user, api, settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.AwayCache"}}
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True}

    assert api.get_code().json()["code"] == "cache_unavailable"


def test_when_it_is_back_logins_go_on(user, api, settings):
    before = settings.CACHES
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.AwayCache"}}
    assert api.get_code().status_code == 503

    settings.CACHES = before

    caches["default"].clear()
    assert api.log_in()
