"""The contract of `drf_jwt_2fa.throttling`."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from drf_jwt_2fa import throttling
from drf_jwt_2fa.throttling import AuthTokenThrottler, CodeTokenThrottler
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import get_code_token_hash
from drf_jwt_2fa.views import ObtainAuthToken, ObtainCodeToken

NOW = 1893456000  # 2030-01-01T00:00:00Z
CODE_KEY = "drf_jwt_2fa:throttle:code:"
AUTH_KEY = "drf_jwt_2fa:throttle:auth:"

ODD_VIEWS = [
    pytest.param(lambda: None, id="None"),
    pytest.param(object, id="object"),
    pytest.param(mock.Mock, id="Mock"),
    pytest.param(mock.MagicMock, id="MagicMock"),
    pytest.param(SimpleNamespace, id="SimpleNamespace"),
    pytest.param(APIView, id="APIView"),
    pytest.param(ObtainCodeToken, id="ObtainCodeToken"),
    pytest.param(ObtainAuthToken, id="ObtainAuthToken"),
]


@pytest.fixture
def own_cache():
    """A cache of the test's own, as people assign one to a throttler."""
    own = LocMemCache("the test's own", {})
    own.clear()
    return own


@pytest.fixture
def code_token(sent, clock, someone):
    return CodeTokenManager().create_code_token(someone)


@pytest.fixture
def code_tokens(sent, clock, someone):
    return [CodeTokenManager().create_code_token(someone) for _ in range(2)]


def code_key(ident="127.0.0.1"):
    return CODE_KEY + hashlib.sha256(ident.encode()).hexdigest()[:20]


def code_allowed(request, view=None):
    return CodeTokenThrottler().allow_request(request, view)


def auth_allowed(request, view=None):
    return AuthTokenThrottler().allow_request(request, view)


# The throttler of code token requests


def test_the_code_token_throttler_is_a_simple_rate_throttle():
    assert issubclass(CodeTokenThrottler, SimpleRateThrottle)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("42/7s", (42, 7)),
        ("2/10s", (2, 10)),
        ("12/3h", (12, 3 * 3600)),
        ("5/m", (5, 60)),
        ("1/s", (1, 1)),
        ("3/15m", (3, 900)),
        ("6/h", (6, 3600)),
        ("7/d", (7, 86400)),
        ("8/2d", (8, 2 * 86400)),
        (None, (None, None)),
    ],
)
def test_a_rate_is_a_number_of_requests_in_a_number_of_units(rate, expected):
    assert CodeTokenThrottler().parse_rate(rate) == expected


def test_the_default_rate_is_twelve_in_three_hours():
    throttler = CodeTokenThrottler()
    assert throttler.num_requests == 12
    assert throttler.duration == 3 * 3600


def test_the_rate_follows_the_settings(configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/10s")
    throttler = CodeTokenThrottler()
    assert throttler.num_requests == 2
    assert throttler.duration == 10


def test_twelve_requests_are_allowed_and_the_thirteenth_is_not(django_request, clock):
    results = [code_allowed(django_request({})) for _ in range(14)]
    assert results == [True] * 12 + [False] * 2


def test_requests_are_allowed_again_when_the_first_ones_are_old(
    django_request, clock, configure
):
    configure(CODE_TOKEN_THROTTLE_RATE="2/10s")
    assert code_allowed(django_request({}))
    clock.shift(6)
    assert code_allowed(django_request({}))
    clock.shift(3)
    assert not code_allowed(django_request({}))
    clock.shift(2)
    assert code_allowed(django_request({}))
    assert not code_allowed(django_request({}))


def test_a_throttled_request_does_not_count(django_request, clock, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/10s")
    assert code_allowed(django_request({}))
    for _ in range(3):
        clock.shift(3)
        assert not code_allowed(django_request({}))
    clock.shift(2)
    assert code_allowed(django_request({}))


def test_without_a_rate_nothing_is_throttled_or_stored(
    django_request, clock, configure
):
    configure(CODE_TOKEN_THROTTLE_RATE=None)
    assert all(code_allowed(django_request({})) for _ in range(50))
    assert cache.get(code_key()) is None


def test_addresses_are_throttled_one_by_one(django_request, clock, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/m")
    assert code_allowed(django_request({}, REMOTE_ADDR="10.0.0.1"))
    assert not code_allowed(django_request({}, REMOTE_ADDR="10.0.0.1"))
    assert code_allowed(django_request({}, REMOTE_ADDR="10.0.0.2"))


def test_the_key_is_a_prefix_and_20_characters_of_the_hash_of_the_address(
    django_request, rest_request
):
    for make in (django_request, rest_request):
        request = make({}, REMOTE_ADDR="10.0.0.1")
        key = CodeTokenThrottler().get_cache_key(request, None)
        assert key == code_key("10.0.0.1")
        assert len(key) == len(CODE_KEY) + 20


def test_the_key_is_made_from_the_throttlers_ident(django_request):
    class ByOffice(CodeTokenThrottler):
        def get_ident(self, request):
            return "büro"

    assert ByOffice().get_cache_key(django_request({}), None) == code_key("büro")


def test_a_forwarded_address_is_the_ident_as_in_rest_framework(django_request):
    request = django_request({}, HTTP_X_FORWARDED_FOR="192.0.2.1, 10.0.0.1")
    throttler = CodeTokenThrottler()
    ident = throttler.get_ident(request)
    assert ident == "192.0.2.1,10.0.0.1"
    assert throttler.get_cache_key(request, None) == code_key(ident)


def test_a_user_who_is_logged_in_is_throttled_by_address_too(rest_request, someone):
    request = rest_request({})
    request.user = SimpleNamespace(pk=5, is_authenticated=True)
    assert CodeTokenThrottler().get_cache_key(request, None) == code_key()


def test_the_hasher_of_the_address_is_a_name_of_the_module(django_request, monkeypatch):
    assert throttling.ident_hasher(b"x").hexdigest() == (
        hashlib.sha256(b"x").hexdigest()
    )
    monkeypatch.setattr(throttling, "ident_hasher", hashlib.sha512)
    key = CodeTokenThrottler().get_cache_key(django_request({}), None)
    assert key == CODE_KEY + hashlib.sha512(b"127.0.0.1").hexdigest()[:20]


def test_the_value_is_the_list_of_times_with_the_newest_first(django_request, clock):
    for _ in range(3):
        assert code_allowed(django_request({}))
        clock.shift(5)
    assert cache.get(code_key()) == [NOW + 10, NOW + 5, NOW]


def test_a_list_of_times_in_the_cache_is_honoured(django_request, clock, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/10s")
    cache.set(code_key(), [NOW - 1.0, NOW - 2.0], 10)
    assert not code_allowed(django_request({}))
    cache.set(code_key(), [NOW - 1.0, NOW - 20.0], 10)
    assert code_allowed(django_request({}))
    assert cache.get(code_key()) == [NOW, NOW - 1]


def test_a_list_kept_by_the_previous_version_is_continued(django_request, clock):
    cache.set(code_key(), [NOW - count for count in range(12)], 10800)
    assert not code_allowed(django_request({}))


def test_a_throttled_request_is_told_how_long_to_wait(django_request, clock, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/10s")
    assert code_allowed(django_request({}))
    clock.shift(4)
    assert code_allowed(django_request({}))
    clock.shift(1)
    throttler = CodeTokenThrottler()
    assert not throttler.allow_request(django_request({}), None)
    assert throttler.wait() == 5


def test_an_assigned_timer_is_honoured(django_request, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/10s")
    throttler = CodeTokenThrottler()
    allowed = []
    for now in (1000.0, 1009.0, 1011.0):
        throttler.timer = lambda now=now: now
        allowed.append(throttler.allow_request(django_request({}), None))
    assert allowed == [True, False, True]
    assert cache.get(code_key()) == [1011.0]


def test_a_cache_assigned_to_the_code_token_throttler_is_honoured(
    django_request, own_cache, clock
):
    throttler = CodeTokenThrottler()
    throttler.cache = own_cache
    assert throttler.allow_request(django_request({}), None)
    assert own_cache.get(code_key()) == [NOW]
    assert cache.get(code_key()) is None


def test_timer_and_cache_can_be_assigned_together(django_request, own_cache, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/10s")
    throttler = CodeTokenThrottler()
    throttler.cache = own_cache
    throttler.timer = iter([100.0, 101.0, 102.0]).__next__
    allowed = [throttler.allow_request(django_request({}), None) for _ in range(3)]
    assert allowed == [True, True, False]
    assert own_cache.get(code_key()) == [101.0, 100.0]


def test_a_subclass_may_set_the_cache(django_request, own_cache, clock):
    class Elsewhere(CodeTokenThrottler):
        cache = own_cache

    assert Elsewhere().allow_request(django_request({}), None)
    assert own_cache.get(code_key()) == [NOW]
    assert cache.get(code_key()) is None


def test_a_subclass_may_set_the_rate(django_request, clock):
    class Slow(CodeTokenThrottler):
        rate = "1/m"

    assert Slow().allow_request(django_request({}), None)
    assert not Slow().allow_request(django_request({}), None)


def test_a_subclass_may_compute_the_rate(django_request, clock):
    class Slow(CodeTokenThrottler):
        def get_rate(self):
            return "1/2m"

    assert Slow().duration == 120
    assert Slow().allow_request(django_request({}), None)
    assert not Slow().allow_request(django_request({}), None)


def test_a_subclass_may_let_requests_pass_by_having_no_key_for_them(
    django_request, clock, configure
):
    class Free(CodeTokenThrottler):
        def get_cache_key(self, request, view):
            return None

    configure(CODE_TOKEN_THROTTLE_RATE="1/m")
    assert all(Free().allow_request(django_request({}), None) for _ in range(3))


@pytest.mark.parametrize("make_view", ODD_VIEWS)
def test_the_code_token_throttler_takes_any_view_and_any_request(
    django_request, rest_request, clock, configure, make_view
):
    configure(CODE_TOKEN_THROTTLE_RATE="2/m")
    view = make_view()
    assert code_allowed(django_request({}), view)
    assert code_allowed(rest_request({}), view)
    assert not code_allowed(django_request({}), view)
    assert not code_allowed(rest_request({}), view)


# The throttler of attempts


def test_the_auth_token_throttler_is_a_throttle():
    assert issubclass(AuthTokenThrottler, BaseThrottle)


def test_the_key_of_an_attempt_is_made_from_the_code_token(rest_request, code_token):
    request = rest_request({"code_token": code_token, "code": "1"})
    key = AuthTokenThrottler().get_cache_key(request, None)
    assert key == AUTH_KEY + get_code_token_hash(code_token)


def test_the_key_of_an_attempt_needs_no_code(rest_request, code_token):
    request = rest_request({"code_token": code_token})
    key = AuthTokenThrottler().get_cache_key(request, None)
    assert key == AUTH_KEY + get_code_token_hash(code_token)


def test_there_is_no_key_without_a_code_token(rest_request, clock):
    throttler = AuthTokenThrottler()
    assert throttler.get_cache_key(rest_request({}), None) is None
    assert throttler.get_cache_key(rest_request({"code": "1"}), None) is None


@pytest.mark.parametrize("data", [{}, {"code": "1"}, {"code_token": "", "code": "1"}])
def test_an_attempt_without_a_code_token_is_not_throttled(rest_request, clock, data):
    assert all(auth_allowed(rest_request(data)) for _ in range(3))


def test_a_second_attempt_within_two_seconds_is_throttled(
    rest_request, clock, code_token
):
    data = {"code_token": code_token, "code": "1"}
    allowed = []
    for _ in range(5):
        allowed.append(auth_allowed(rest_request(data)))
        clock.shift(1)
    assert allowed == [True, False, True, False, True]


def test_an_attempt_without_a_code_counts(rest_request, clock, code_token):
    data = {"code_token": code_token}
    assert auth_allowed(rest_request(data))
    assert not auth_allowed(rest_request(data))


def test_a_throttled_attempt_does_not_extend_the_wait(rest_request, clock, code_token):
    data = {"code_token": code_token, "code": "1"}
    assert auth_allowed(rest_request(data))
    for _ in range(3):
        clock.shift(0.5)
        assert not auth_allowed(rest_request(data))
    clock.shift(0.5)
    assert auth_allowed(rest_request(data))


def test_another_code_token_is_not_throttled(rest_request, clock, code_tokens):
    requests = [rest_request({"code_token": one, "code": "1"}) for one in code_tokens]
    assert [auth_allowed(one) for one in requests] == [True, True]
    assert [auth_allowed(one) for one in requests] == [False, False]


def test_a_throttled_attempt_is_told_how_long_to_wait(
    rest_request, clock, code_token, configure
):
    configure(AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(seconds=10))
    request = rest_request({"code_token": code_token, "code": "1"})
    throttler = AuthTokenThrottler()
    assert throttler.allow_request(request, None)
    clock.shift(3)
    throttler = AuthTokenThrottler()
    assert not throttler.allow_request(request, None)
    assert throttler.wait() == 7


def test_one_instance_may_be_asked_again_and_again(rest_request, clock, code_token):
    request = rest_request({"code_token": code_token, "code": "1"})
    throttler = AuthTokenThrottler()
    allowed = []
    for _ in range(4):
        allowed.append(throttler.allow_request(request, None))
        clock.shift(1)
    assert allowed == [True, False, True, False]


def test_the_cached_value_is_the_time_of_the_next_attempt(
    rest_request, clock, code_token
):
    assert auth_allowed(rest_request({"code_token": code_token, "code": "1"}))
    value = cache.get(AUTH_KEY + get_code_token_hash(code_token))
    assert value == NOW + 2
    assert isinstance(value, (int, float))


def test_a_throttled_attempt_leaves_the_cached_value(rest_request, clock, code_token):
    data = {"code_token": code_token, "code": "1"}
    assert auth_allowed(rest_request(data))
    clock.shift(1)
    assert not auth_allowed(rest_request(data))
    assert cache.get(AUTH_KEY + get_code_token_hash(code_token)) == NOW + 2


@pytest.mark.parametrize("seconds", [0.5, 1.5, 2, 30, 200])
def test_the_cached_value_lasts_as_long_as_the_wait(
    rest_request, clock, code_token, configure, seconds
):
    configure(AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(seconds=seconds))
    data = {"code_token": code_token, "code": "1"}
    assert auth_allowed(rest_request(data))
    clock.shift(seconds - 0.25)
    assert cache.get(AUTH_KEY + get_code_token_hash(code_token)) == NOW + seconds
    assert not auth_allowed(rest_request(data))
    clock.shift(0.25)
    assert auth_allowed(rest_request(data))


def test_a_cached_time_in_the_future_decides(rest_request, clock, code_token):
    key = AUTH_KEY + get_code_token_hash(code_token)
    cache.set(key, NOW + 100, 1000)
    request = rest_request({"code_token": code_token, "code": "1"})
    throttler = AuthTokenThrottler()
    assert not throttler.allow_request(request, None)
    assert throttler.wait() == 100
    clock.shift(100)
    assert auth_allowed(request)


@pytest.mark.parametrize("age", [0, 1, 500])
def test_a_cached_time_that_has_come_decides(rest_request, clock, code_token, age):
    key = AUTH_KEY + get_code_token_hash(code_token)
    cache.set(key, NOW - age, 1000)
    request = rest_request({"code_token": code_token, "code": "1"})
    assert auth_allowed(request)
    assert cache.get(key) == NOW + 2
    assert not auth_allowed(request)


def test_a_wait_of_no_time_throttles_nothing(
    rest_request, clock, code_token, configure
):
    configure(AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(0))
    request = rest_request({"code_token": code_token, "code": "1"})
    assert all(auth_allowed(request) for _ in range(3))


def test_a_cache_assigned_to_the_auth_token_throttler_is_honoured(
    rest_request, clock, code_token, own_cache
):
    key = AUTH_KEY + get_code_token_hash(code_token)
    request = rest_request({"code_token": code_token, "code": "1"})
    throttler = AuthTokenThrottler()
    throttler.cache = own_cache
    assert throttler.allow_request(request, None)
    assert not throttler.allow_request(request, None)
    assert own_cache.get(key) == NOW + 2
    assert cache.get(key) is None
    assert auth_allowed(request)


def test_a_subclass_of_the_auth_token_throttler_may_set_the_cache(
    rest_request, clock, code_token, own_cache
):
    class Elsewhere(AuthTokenThrottler):
        cache = own_cache

    request = rest_request({"code_token": code_token, "code": "1"})
    assert Elsewhere().allow_request(request, None)
    assert not Elsewhere().allow_request(request, None)
    assert auth_allowed(request)


def test_a_subclass_may_choose_another_key(rest_request, clock, code_tokens):
    class Together(AuthTokenThrottler):
        def get_cache_key(self, request, view):
            return "all-together"

    requests = [rest_request({"code_token": one, "code": "1"}) for one in code_tokens]
    assert Together().allow_request(requests[0], None)
    assert not Together().allow_request(requests[1], None)


def test_a_subclass_may_have_no_key(rest_request, clock, code_token):
    class Free(AuthTokenThrottler):
        def get_cache_key(self, request, view):
            return None

    request = rest_request({"code_token": code_token, "code": "1"})
    assert all(Free().allow_request(request, None) for _ in range(3))


@pytest.mark.parametrize("make_view", ODD_VIEWS)
def test_the_auth_token_throttler_takes_any_view(
    rest_request, clock, code_token, make_view
):
    view = make_view()
    request = rest_request({"code_token": code_token, "code": "1"})
    key = AUTH_KEY + get_code_token_hash(code_token)
    assert AuthTokenThrottler().get_cache_key(request, view) == key
    assert auth_allowed(request, view)
    assert not auth_allowed(request, view)
    assert cache.get(key) == NOW + 2


def test_the_auth_token_throttler_takes_anything_with_data(clock, code_token):
    request = SimpleNamespace(data={"code_token": code_token, "code": "1"})
    assert auth_allowed(request)
    assert not auth_allowed(request)


def test_the_auth_token_throttler_takes_a_form(clock, code_token):
    def request():
        data = {"code_token": code_token, "code": "1"}
        posted = APIRequestFactory().post("/auth/", data, format="multipart")
        return APIView().initialize_request(posted)

    assert auth_allowed(request())
    assert not auth_allowed(request())
