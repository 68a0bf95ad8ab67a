import time
from types import SimpleNamespace

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.test import APIRequestFactory
from testproject.throttles import ask, make_request

from drf_jwt_2fa import throttling
from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.state import give_address_place_back
from drf_jwt_2fa.throttling import CodeTokenThrottler


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
