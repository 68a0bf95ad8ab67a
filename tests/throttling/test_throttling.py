import json
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa import throttling
from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.state import give_address_place_back
from drf_jwt_2fa.throttling import AuthTokenThrottler, CodeTokenThrottler
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import get_code_token_hash
from drf_jwt_2fa.views import ObtainAuthToken


def make_request(**data):
    # `json.dumps` can write what UTF-8 cannot express: a lone surrogate.
    body = json.dumps(data)
    request = APIRequestFactory().post("/", body, content_type="application/json")
    return ObtainAuthToken().initialize_request(request)


@pytest.fixture
def code_token(clock):
    manager = CodeTokenManager()
    manager.send_verification_code = lambda user, code: None
    return manager.create_code_token(SimpleNamespace(pk=1))


def is_allowed(token, throttler=None):
    return (throttler or AuthTokenThrottler()).allow_request(
        make_request(code_token=token, code="1"), ObtainAuthToken()
    )


@pytest.mark.parametrize(
    ("rate", "parsed"),
    [
        ("12/3h", (12, 10800)),
        ("2/10s", (2, 10)),
        ("42/7s", (42, 7)),
        ("5/m", (5, 60)),
        ("5/min", (5, 60)),
        ("1/day", (1, 86400)),
        ("1/2days", (1, 172800)),
        (None, (None, None)),
    ],
)
def test_a_rate_is_a_number_of_requests_in_a_time(rate, parsed):
    assert CodeTokenThrottler().parse_rate(rate) == parsed


@pytest.mark.parametrize("rate", ["", "5", "x/m", "5/x", "5/3", "-5/m", "5/m/m"])
def test_what_is_no_rate_is_an_error_that_says_so(rate):
    with pytest.raises(ValueError, match="Not a rate"):
        CodeTokenThrottler().parse_rate(rate)


def test_the_rate_is_read_live(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "2/10s"}

    assert CodeTokenThrottler().rate == "2/10s"


def test_a_subclass_may_fix_its_rate():
    class Strict(CodeTokenThrottler):
        rate = "1/h"

    assert (Strict().num_requests, Strict().duration) == (1, 3600)


def test_requests_from_one_address_are_limited(clock):
    for _ in range(12):
        assert CodeTokenThrottler().allow_request(make_request(), None)

    throttler = CodeTokenThrottler()
    assert not throttler.allow_request(make_request(), None)
    assert throttler.wait() == pytest.approx(10800)


def test_without_a_rate_requests_are_not_limited(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": None}

    assert all(
        CodeTokenThrottler().allow_request(make_request(), None) for _ in range(20)
    )
    assert not caches["default"]._cache


def test_the_history_of_an_address_is_under_a_hash_of_it(monkeypatch):
    key = CodeTokenThrottler().get_cache_key(make_request(), None)
    assert key == "drf_jwt_2fa:throttle:code:12ca17b49af2289436f3"

    monkeypatch.setattr(
        throttling, "ident_hasher", lambda _: SimpleNamespace(hexdigest=lambda: "f" * 9)
    )
    key = CodeTokenThrottler().get_cache_key(make_request(), None)
    assert key == "drf_jwt_2fa:throttle:code:fffffffff"


def test_a_request_without_an_address_can_be_counted():
    request = make_request()
    del request._request.META["REMOTE_ADDR"]

    assert CodeTokenThrottler().allow_request(request, None)


def test_timer_and_cache_can_be_assigned():
    throttler = CodeTokenThrottler()
    throttler.timer = lambda: 1000.0
    throttler.cache = LocMemCache("of a test", {})

    assert throttler.allow_request(make_request(), None)
    key = throttler.get_cache_key(make_request(), None)
    assert throttler.cache.get(key) == [1000.0]
    assert cache.get(key) is None


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


def ask(count=1, **environ):
    """Return whether each of so many requests is let through."""
    request = APIRequestFactory().post("/", **environ)
    return [CodeTokenThrottler().allow_request(request, None) for _ in range(count)]


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that are made, none of which takes time."""
    made = []
    monkeypatch.setattr(throttling.time, "sleep", made.append)
    return made


KEY = "drf_jwt_2fa:throttle:code:12ca17b49af2289436f3"


def interrupt(monkeypatch, name, what):
    """Do `what` before the cache's first call of this method."""
    method = getattr(caches["default"], name)

    def call(*args, **kwargs):
        monkeypatch.setattr(caches["default"], name, method)
        what()
        return method(*args, **kwargs)

    monkeypatch.setattr(caches["default"], name, call)


@pytest.mark.parametrize("before", [0, 1])
def test_of_two_who_see_one_history_one_has_to_look_again(
    settings, clock, monkeypatch, pauses, before
):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": f"{before + 1}/m"}
    ask(before)
    # Another worker counts a request between the look at the history and the claim.
    interrupt(monkeypatch, "add", ask)

    assert ask() == [False]
    assert len(cache.get(KEY)) == before + 1


def test_what_others_count_meanwhile_is_kept(clock, monkeypatch, pauses):
    ask()
    interrupt(monkeypatch, "add", lambda: ask(3))

    assert ask() == [True]
    assert len(set(cache.get(KEY))) == 5


def test_who_cannot_get_a_turn_is_not_let_through(clock, monkeypatch, pauses):
    ask()
    monkeypatch.setattr(caches["default"], "add", lambda *args: False)
    throttler = CodeTokenThrottler()

    assert not throttler.allow_request(APIRequestFactory().post("/"), None)
    assert throttler.wait() == 1
    assert sum(pauses) < 3


def test_a_claim_of_one_who_died_is_over_after_a_while(clock, monkeypatch, pauses):
    ask()
    # It dies before it writes.
    interrupt(monkeypatch, "set", lambda: pytest.fail("dead"))
    with pytest.raises(pytest.fail.Exception):
        ask()
    assert ask() == [False]

    clock.shift(10)

    assert ask() == [True]


def test_a_cache_that_refuses_every_first_request_is_an_outage(monkeypatch, pauses):
    monkeypatch.setattr(caches["default"], "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        ask()
    assert sum(pauses) < 1


def log_in(**environ):
    """Make a request whose login is completed."""
    throttler = CodeTokenThrottler()
    assert throttler.allow_request(APIRequestFactory().post("/", **environ), None)
    give_address_place_back(throttler.place)


@pytest.mark.parametrize("step", [0, 1])
def test_completed_logins_do_not_count(clock, step):
    for _ in range(40):
        log_in()
        clock.shift(step)
    for _ in range(12):
        assert ask() == [True]
        clock.shift(step)

    assert ask() == [False]


def test_requests_that_come_in_one_tick_of_the_clock_are_given_back_one_by_one(
    settings, clock
):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "3/m"}
    ask(2)
    log_in()

    assert ask(2) == [True, False]


def test_a_clock_that_was_ahead_for_a_moment_locks_nobody_out(settings, clock):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "2/m"}
    clock.shift(3600)
    ask()
    clock.shift(-3600)
    ask()
    clock.shift(61)

    assert ask() == [True]


def test_a_refused_request_has_no_place_to_give_back(settings, clock):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "1/m"}
    ask()
    throttler = CodeTokenThrottler()

    assert not throttler.allow_request(APIRequestFactory().post("/"), None)
    assert throttler.place is None


def test_a_completed_login_frees_no_place_of_another_address(settings, clock):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "1/m"}
    ask(REMOTE_ADDR="1.1.1.1")
    log_in(REMOTE_ADDR="2.2.2.2")

    assert ask(REMOTE_ADDR="1.1.1.1") == [False]


def test_a_high_rate_costs_no_more_than_a_low_one(settings, clock, monkeypatch):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "10000/h"}
    cache.set(KEY, [time.time() - number / 10 for number in range(10000)])
    asked = []
    monkeypatch.setattr(
        caches["default"], "get_many", lambda keys: asked.append(keys) or {}
    )

    assert ask() == [False]

    [keys] = asked
    assert len(keys) <= 128
    # A Redis Cluster answers for keys of one slot at a time.
    assert {key.partition("{")[2].partition("}")[0] for key in keys} == {KEY}


def test_completed_logins_are_found_in_a_long_history(settings, clock):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "300/h"}
    caches["default"]._max_entries = 1000
    for _ in range(300):
        log_in()
        clock.shift(1)

    assert ask() == [True]


def test_an_ipv6_address_stands_for_its_network(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "2/m"}

    assert ask(2, REMOTE_ADDR="2001:db8::1") == [True, True]
    assert ask(REMOTE_ADDR="2001:db8::ffff:2") == [False]
    assert ask(REMOTE_ADDR="2001:db8:0:1::1") == [True]


def test_the_number_of_proxies_is_honoured(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "2/m"}
    settings.REST_FRAMEWORK = {"NUM_PROXIES": 1}

    assert ask(2, HTTP_X_FORWARDED_FOR="6.6.6.6, 1.1.1.1") == [True, True]
    # What is before the proxy's own entry can be anything.
    assert ask(HTTP_X_FORWARDED_FOR="7.7.7.7, 1.1.1.1") == [False]
    assert ask(HTTP_X_FORWARDED_FOR="6.6.6.6, 2.2.2.2") == [True]


def test_the_wait_is_known_after_the_rate_was_lowered(settings, clock):
    for _ in range(5):
        assert ask() == [True]
        clock.shift(60)
    for rate, wait in [("3/3h", 3 * 3600 - 180), ("0/3h", 3 * 3600)]:
        settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": rate}
        throttler = CodeTokenThrottler()

        assert not throttler.allow_request(APIRequestFactory().post("/"), None)
        assert throttler.wait() == wait


def test_a_subclass_may_leave_requests_uncounted(settings):
    class Throttler(CodeTokenThrottler):
        rate = "0/m"

        def get_cache_key(self, request, view):
            return None

    assert Throttler().allow_request(APIRequestFactory().post("/"), None)


def test_the_throttles_have_a_cache_of_their_own_if_the_settings_say_so(
    code_token, settings
):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {
        "default": {**memory, "LOCATION": "facts"},
        "throttles": {**memory, "LOCATION": "throttles"},
    }
    settings.JWT2FA_AUTH = {"THROTTLE_CACHE_ALIAS": "throttles"}
    assert is_allowed(code_token)
    assert ask() == [True]

    assert len(caches["throttles"]._cache) == 2
    assert len(caches["default"]._cache) == 0


def test_the_class_has_the_configured_cache_too(cache):
    assert CodeTokenThrottler.cache is cache
    assert AuthTokenThrottler.cache is cache
