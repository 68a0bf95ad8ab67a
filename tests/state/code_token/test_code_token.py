import time

import pytest
from rest_framework.exceptions import AuthenticationFailed
from testproject.states import make_record, make_state

from drf_jwt_2fa.exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)
from drf_jwt_2fa.state import Place, UserLimits, give_address_place_back


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


def test_a_slot_is_given_back_without_a_login(cache):
    limits = UserLimits("site", 1, "ann")
    slot = limits.take_slot(1, time.time() + 300)
    make_state().remember(make_record(slot=slot))

    make_state().give_slot_back()

    assert limits.take_slot(1, time.time() + 300)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_token_without_a_slot_gives_none_back(cache, is_known):
    limits = UserLimits("site", 1, "ann")
    limits.take_slot(1, time.time() + 300)
    if is_known:
        make_state().remember(make_record())

    make_state().give_slot_back()

    with pytest.raises(TooManyCodeTokensError):
        limits.take_slot(1, time.time() + 300)


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
