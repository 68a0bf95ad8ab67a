import time
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from testproject.throttles import is_allowed, make_request

from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.throttling import AuthTokenThrottler
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import get_code_token_hash
from drf_jwt_2fa.views import ObtainAuthToken


def test_attempts_with_one_code_token_are_kept_apart(code_token, clock):
    assert is_allowed(code_token)

    throttler = AuthTokenThrottler()
    assert not is_allowed(code_token, throttler)
    assert throttler.wait() == 2

    clock.shift(2)
    assert is_allowed(code_token)
    assert not is_allowed(code_token)


def test_a_throttled_attempt_does_not_prolong_the_wait(code_token, clock):
    assert is_allowed(code_token)
    clock.shift(1.5)
    throttler = AuthTokenThrottler()
    assert not is_allowed(code_token, throttler)
    assert throttler.wait() == 0.5
    clock.shift(0.5)

    assert is_allowed(code_token)


def test_the_wait_is_read_live(code_token, settings, clock):
    settings.JWT2FA_AUTH = {"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(hours=1)}
    assert is_allowed(code_token)
    clock.shift(299)
    assert not is_allowed(code_token)


def test_without_a_wait_nothing_is_throttled(code_token, settings):
    settings.JWT2FA_AUTH = {"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)}

    assert all(is_allowed(code_token) for _ in range(5))


def test_the_mark_is_the_time_of_the_next_attempt(code_token, clock):
    throttler = AuthTokenThrottler()
    throttler.cache = LocMemCache("of another test", {})
    key = throttler.get_cache_key(make_request(code_token=code_token), None)
    assert key == "drf_jwt_2fa:throttle:auth:" + get_code_token_hash(code_token)

    assert is_allowed(code_token, throttler)

    assert throttler.cache.get(key) == time.time() + 2
    assert cache.get(key) is None


def test_spellings_of_one_token_share_a_wait(code_token):
    assert is_allowed(code_token)

    for spelling in [f" {code_token}", f"{code_token}\n", f"{code_token}="]:
        assert not is_allowed(spelling)


def test_junk_is_let_through_and_leaves_nothing_behind(code_token):
    caches["default"].clear()

    for junk in ["x", "a.b.c", code_token[:-4] + "AAAA", f"{code_token}.x", "\ud800"]:
        assert is_allowed(junk)

    assert not caches["default"]._cache


def test_an_expired_token_is_left_to_the_serializer(code_token, clock):
    clock.shift(301)
    caches["default"].clear()

    assert is_allowed(code_token)
    assert not caches["default"]._cache


@pytest.mark.parametrize("token", [None, "", "  ", 5, ["x"], {"a": 1}])
def test_without_a_code_token_there_is_nothing_to_keep_apart(token):
    request = make_request(code_token=token)

    assert AuthTokenThrottler().get_cache_key(request, None) is None
    assert is_allowed(token)


def test_a_body_that_is_no_object_has_no_code_token():
    request = Request(APIRequestFactory().post("/"))
    request._full_data = ["code_token"]

    assert AuthTokenThrottler().allow_request(request, None)


def test_tokens_are_verified_by_the_manager_of_the_view(code_token):
    class OpaqueManager(CodeTokenManager):
        def decode_token(self, token):
            return {"exp": time.time() + 60}

    class OpaqueSerializer(AuthTokenSerializer):
        token_manager_class = OpaqueManager

    class OpaqueView(ObtainAuthToken):
        serializer_class = OpaqueSerializer

    token = "an opaque token that is longer than the start of a JWT . and so on"
    request = make_request(code_token=token)

    assert AuthTokenThrottler().allow_request(request, OpaqueView())
    assert not AuthTokenThrottler().allow_request(request, OpaqueView())
    request = make_request(code_token=token)
    assert AuthTokenThrottler().allow_request(request, ObtainAuthToken())


def test_a_view_of_another_kind_gets_the_default_manager(code_token):
    request = make_request(code_token=code_token)

    assert AuthTokenThrottler().allow_request(request, None)
    assert not AuthTokenThrottler().allow_request(request, object())
