import time

import pytest
from django.core.cache.backends.base import BaseCache
from rest_framework.exceptions import Throttled
from testproject.states import make_record, make_state

from drf_jwt_2fa.exceptions import (
    CacheUnavailableError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
)
from drf_jwt_2fa.state.cache import make_key


@pytest.mark.parametrize("ask_anew", [True, False])
def test_attempts_are_counted_up_to_the_limit(cache, ask_anew):
    state = make_state(limit=3)
    for _ in range(3):
        state.count_attempt()
        state = make_state(limit=3) if ask_anew else state

    for _ in range(2):
        with pytest.raises(TooManyAuthAttemptsError):
            state.count_attempt()


def test_where_incr_is_not_atomic_it_is_not_used(cache):
    if cache.incr.__func__ is not BaseCache.incr:
        return  # The memory cache has an atomic one.
    make_state(limit=3).count_attempt()
    # What a count that is read and written back, by several at once, comes to.
    cache.set(make_key("attempts", "site", 1, "jti"), 1)
    make_state(limit=3).count_attempt()
    cache.set(make_key("attempts", "site", 1, "jti"), 1)
    make_state(limit=3).count_attempt()
    cache.set(make_key("attempts", "site", 1, "jti"), 1)

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=3).count_attempt()


def test_without_a_limit_nothing_is_counted(cache):
    for _ in range(20):
        make_state(limit=None).count_attempt()
    make_state().spend("proof")

    with pytest.raises(TokenAlreadyUsedError):
        make_state(limit=None).check_unspent("proof")
    make_state(limit=1).count_attempt()


def test_every_code_token_has_attempts_of_its_own(cache):
    make_state(limit=1).count_attempt()

    make_state(limit=1, jti="other").count_attempt()
    make_state(limit=1, site="other").count_attempt()


def test_a_count_does_not_end_before_the_token(cache, clock):
    state = make_state(limit=2)
    state.count_attempt()
    clock.shift(150)
    state.count_attempt()
    state.spend("proof")
    clock.shift(150)

    now = make_state(limit=2, lifetime=0)
    with pytest.raises(TokenAlreadyUsedError):
        now.check_unspent("proof")
    assert not now.count_attempt()


def test_a_count_that_vanishes_between_two_calls_is_exhausted(memory):
    make_state().count_attempt()
    state = make_state()
    memory.clear()

    with pytest.raises(TooManyAuthAttemptsError):
        state.count_attempt()


def test_a_cache_that_refuses_to_count_is_an_outage(cache, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        make_state().count_attempt()


def test_wrong_attempts_carry_over_in_a_chain(cache):
    make_state().remember(make_record())
    make_state(limit=2).count_attempt()
    make_state(jti="second").remember(make_record())

    make_state(limit=2, jti="second").count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2, jti="second").count_attempt()
    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2, jti="second").check_replaceable()


def test_a_count_lasts_as_long_as_the_chain(cache, clock):
    make_state().remember(make_record())
    make_state(limit=1).count_attempt()
    clock.shift(899)
    make_state(jti="second").remember(make_record(chain_ends=time.time() + 1))

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=1, jti="second").count_attempt()


def test_turns_to_replace_are_taken_once_per_wait_and_chain(cache, clock):
    make_state().remember(make_record())
    make_state(jti="second").remember(make_record())
    make_state(jti="stranger").remember(make_record(chain="stranger"))

    make_state().take_turn_to_replace(30)
    make_state(jti="stranger").take_turn_to_replace(30)
    clock.shift(29.5)
    with pytest.raises(Throttled) as caught:
        make_state(jti="second").take_turn_to_replace(30)
    assert caught.value.wait == 1
    clock.shift(0.5)
    make_state(jti="second").take_turn_to_replace(30)
