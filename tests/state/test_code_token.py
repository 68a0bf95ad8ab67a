import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from rest_framework.exceptions import AuthenticationFailed, Throttled

from drf_jwt_2fa.exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)
from drf_jwt_2fa.state import (
    CodeTokenState,
    Place,
    Record,
    UserLimits,
    give_address_place_back,
)
from drf_jwt_2fa.state.cache import make_key

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def make_state(limit=3, site="site", jti="jti", lifetime=300, **more):
    return CodeTokenState(site, 1, jti, time.time() + lifetime, limit, **more).look_up()


def make_record(**changes):
    values = {
        "account": "a fingerprint",
        "owner": "ann",
        "slot": None,
        "chain": "jti",
        "chain_ends": time.time() + 900,
    }
    return Record(**{**values, **changes})


@pytest.fixture
def memory(settings):
    settings.CACHES = {"default": MEMORY}
    return caches["default"]


def test_a_record_is_remembered_as_it_was(cache):
    record = make_record(slot=Place("a key", 1234.5))

    make_state().remember(record)

    assert make_state().record == record
    assert make_state(jti="other").record is None
    assert make_state(site="other").record is None


def test_a_record_is_replaced_when_a_subclass_uses_an_id_again(cache):
    make_state().remember(make_record(owner="ann"))
    make_state().remember(make_record(owner="bob"))

    assert make_state().record.owner == "bob"


def test_a_cache_that_does_not_remember_is_an_outage(memory, monkeypatch):
    monkeypatch.setattr(memory, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        make_state().remember(make_record())


def test_a_record_that_is_none_is_an_outage(memory, caplog):
    memory.set(make_key("issued", "site", 1, "jti"), ["garbage"])

    with pytest.raises(CacheUnavailableError):
        make_state()


def test_a_code_token_is_spent_once(cache):
    state = make_state()
    state.check_unspent("proof")

    state.spend("proof")

    with pytest.raises(TokenAlreadyUsedError):
        state.spend("another")


def test_a_cache_that_does_not_mark_a_token_as_used_is_an_outage(memory, monkeypatch):
    monkeypatch.setattr(memory, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        make_state().spend("proof")


def test_who_has_the_proof_is_told_that_the_token_is_spent(cache):
    make_state().spend("proof")

    make_state().check_unspent("another")
    with pytest.raises(TokenAlreadyUsedError):
        make_state().check_unspent("proof")


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


def test_a_spent_token_has_an_attempt_more_that_evaluates_nothing(cache):
    assert make_state(limit=2).count_attempt()
    make_state().spend("proof")

    assert make_state(limit=2).count_attempt()
    assert not make_state(limit=2).count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2).count_attempt()


def test_a_spent_token_with_too_many_failures_is_dead_for_everybody(cache):
    make_state().count_attempt()
    make_state().spend("proof")
    make_state(limit=2).count_attempt()
    with pytest.raises(TokenAlreadyUsedError):
        make_state(limit=2).check_unspent("proof")

    make_state(limit=2).count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2).check_unspent("proof")


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


def test_settling_gives_back_the_slot_and_clears_the_budget(cache):
    until = time.time() + 300
    limits = UserLimits("site", 1, "ann")
    slot = limits.take_slot(1, until)
    for _ in range(2):
        limits.take_budget_place(2, 600)
    limits.is_first_to_warn(600)
    make_state().remember(make_record(slot=slot))

    make_state().settle()

    assert limits.take_slot(1, until)
    for _ in range(2):
        assert limits.take_budget_place(2, 600)
    assert limits.is_first_to_warn(600)
    assert make_state().record is None


def test_settling_leaves_a_slot_that_is_another_s_by_now(cache, clock):
    limits = UserLimits("site", 1, "ann")
    slot = limits.take_slot(1, time.time() + 300)
    make_state(lifetime=400).remember(make_record(slot=slot))
    state = make_state()
    clock.shift(300)
    limits.take_slot(1, time.time() + 300)

    state.settle()

    with pytest.raises(TooManyCodeTokensError):
        limits.take_slot(1, time.time() + 300)


def test_a_token_without_a_record_settles_nothing(cache):
    limits = UserLimits("site", 1, "ann")
    limits.take_slot(1, time.time() + 300)

    make_state().settle()

    with pytest.raises(TooManyCodeTokensError):
        limits.take_slot(1, time.time() + 300)


def test_an_unspent_token_with_a_record_may_be_replaced(cache):
    record = make_record()
    make_state().remember(record)

    assert make_state().check_replaceable() == record


def test_a_token_that_is_unknown_or_spent_may_not_be_replaced(cache):
    with pytest.raises(AuthenticationFailed):
        make_state().check_replaceable()

    make_state().remember(make_record())
    make_state().spend("proof")
    with pytest.raises(AuthenticationFailed):
        make_state().check_replaceable()


def test_a_token_without_attempts_may_not_be_replaced(cache):
    make_state().remember(make_record())
    for _ in range(2):
        make_state(limit=2).count_attempt()

    with pytest.raises(TooManyAuthAttemptsError):
        make_state(limit=2).check_replaceable()
    assert make_state(limit=None).check_replaceable()


def test_a_token_may_not_be_replaced_when_its_chain_has_ended(cache, clock):
    make_state(lifetime=1800).remember(make_record())
    clock.shift(899)
    assert make_state().check_replaceable()

    clock.shift(1)

    with pytest.raises(CodeTokenExpiredError):
        make_state().check_replaceable()


def test_a_replaced_token_is_a_wrong_one_whatever_comes_with_it(cache):
    make_state().end_replaced()

    with pytest.raises(AuthenticationFailed) as caught:
        make_state().check_unspent("proof")
    assert not isinstance(caught.value, TokenAlreadyUsedError)
    with pytest.raises(AuthenticationFailed):
        make_state().end_replaced()


def test_who_was_let_through_just_before_finds_it_replaced(cache):
    state = make_state()
    state.check_unspent("proof")
    make_state().end_replaced()

    with pytest.raises(AuthenticationFailed) as caught:
        state.spend("proof")

    assert not isinstance(caught.value, TokenAlreadyUsedError)


def test_a_token_that_was_used_meanwhile_is_not_replaced(cache):
    state = make_state()
    make_state().spend("proof")

    with pytest.raises(AuthenticationFailed):
        state.end_replaced()


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


def make_only(jti, **more):
    state = CodeTokenState("site", 1, jti, time.time() + 300, 3, is_only=True)
    state.remember(make_record(chain=jti, only=jti, **more))


def get_only(jti):
    return make_state(jti=jti, is_only=True)


def test_a_code_token_that_nothing_was_sent_for_ends_with_the_next_one(cache):
    make_only("first")
    make_only("second")

    with pytest.raises(AuthenticationFailed):
        get_only("first").check_unspent("proof")
    with pytest.raises(AuthenticationFailed):
        get_only("first").check_replaceable()
    get_only("second").check_unspent("proof")


def test_one_of_another_user_or_purpose_does_not(cache):
    make_only("first")
    CodeTokenState("site:step-up", 1, "x", time.time() + 300, 3, is_only=True).remember(
        make_record(only="x")
    )
    CodeTokenState("site", 2, "y", time.time() + 300, 3, is_only=True).remember(
        make_record(only="y")
    )

    get_only("first").check_unspent("proof")


def test_one_that_was_replaced_does_not_live_again_after_the_login(cache):
    make_only("first")
    make_only("second")
    second = get_only("second")
    second.spend("proof")
    second.settle()

    with pytest.raises(AuthenticationFailed):
        get_only("first").check_unspent("proof")
    with pytest.raises(TokenAlreadyUsedError):
        get_only("second").check_unspent("proof")


def test_one_that_was_replaced_does_not_live_again_after_another_challenge(cache):
    make_only("first")
    make_only("second")
    get_only("second").end_replaced()

    for jti in ("first", "second"):
        with pytest.raises(AuthenticationFailed):
            get_only(jti).check_unspent("proof")


def test_a_slot_is_given_back_without_a_login(cache):
    limits = UserLimits("site", 1, "ann")
    slot = limits.take_slot(1, time.time() + 300)
    make_state().remember(make_record(slot=slot))

    make_state().give_slot_back()

    assert limits.take_slot(1, time.time() + 300)


def test_a_token_without_a_slot_gives_none_back(cache):
    make_state().give_slot_back()
    make_state().remember(make_record())
    make_state().give_slot_back()


def test_a_slot_that_is_another_s_by_now_is_not_given_back(cache, clock):
    limits = UserLimits("site", 1, "ann")
    slot = limits.take_slot(1, time.time() + 300)
    make_state(lifetime=400).remember(make_record(slot=slot))
    clock.shift(300)
    limits.take_slot(1, time.time() + 300)

    make_state().give_slot_back()

    with pytest.raises(TooManyCodeTokensError):
        limits.take_slot(1, time.time() + 300)


def test_the_place_of_a_completed_login_is_marked_as_long_as_it_counts(cache, clock):
    give_address_place_back(Place("mark", time.time() + 60))
    clock.shift(59)
    assert cache.get("mark")

    give_address_place_back(Place("another", time.time()))
    assert cache.get("another") is None
