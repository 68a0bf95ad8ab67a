import time

import pytest

from drf_jwt_2fa.exceptions import (
    CacheUnavailableError,
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
)
from drf_jwt_2fa.state import Reservation, UserLimits

DAY = 24 * 3600


def limits(site="site", user=1, owner="ann with her password"):
    return UserLimits(site, user, owner)


def test_a_user_has_as_many_slots_as_allowed(cache):
    until = time.time() + 300

    slots = [limits().take_slot(3, until) for _ in range(3)]

    assert len({slot.key for slot in slots}) == 3
    with pytest.raises(TooManyCodeTokensError):
        limits().take_slot(3, until)


def test_slots_are_those_of_one_user_on_one_site(cache):
    until = time.time() + 300
    limits().take_slot(1, until)

    assert limits(user=2).take_slot(1, until)
    assert limits(site="other").take_slot(1, until)
    with pytest.raises(TooManyCodeTokensError):
        limits(owner="ann with a new password").take_slot(1, until)


def test_it_is_told_when_the_first_slot_ends(cache, clock):
    now = time.time()
    limits().take_slot(2, now + 300)
    limits().take_slot(2, now + 200.5)

    with pytest.raises(TooManyCodeTokensError) as caught:
        limits().take_slot(2, now + 300)

    assert caught.value.wait == 201


def test_a_slot_ends_with_its_time(cache, clock):
    limits().take_slot(1, time.time() + 300)
    clock.shift(299)
    with pytest.raises(TooManyCodeTokensError):
        limits().take_slot(1, time.time() + 300)

    clock.shift(1)

    assert limits().take_slot(1, time.time() + 300)


def test_a_slot_can_be_kept_longer_but_not_made_shorter(cache, clock):
    now = time.time()
    slot = limits().take_slot(1, now + 10)
    slot = limits().move_slot(slot, now + 12)
    assert limits().move_slot(slot, now + 5) == slot
    clock.shift(11)

    with pytest.raises(TooManyCodeTokensError) as caught:
        limits().take_slot(1, now + 300)

    assert caught.value.wait == 1


def test_no_slot_at_all_means_nobody_gets_one(cache, clock):
    with pytest.raises(TooManyCodeTokensError):
        limits().take_slot(0, time.time() + 300)


def test_without_a_limit_no_slot_is_taken(cache):
    assert limits().take_slot(None, time.time() + 300) is None


def test_the_budget_is_a_window_that_slides(cache, clock):
    for _ in range(3):
        limits().take_budget_place(3, DAY)
        clock.shift(3600)

    with pytest.raises(TooManyUnredeemedCodeTokensError) as caught:
        limits().take_budget_place(3, DAY)
    assert caught.value.wait == DAY - 3 * 3600

    clock.shift(DAY - 3 * 3600)
    limits().take_budget_place(3, DAY)
    with pytest.raises(TooManyUnredeemedCodeTokensError) as caught:
        limits().take_budget_place(3, DAY)
    assert caught.value.wait == 3600


def test_a_new_password_has_a_budget_of_its_own(cache):
    limits().take_budget_place(1, DAY)

    assert limits(owner="ann with a new password").take_budget_place(1, DAY)
    assert limits(site="other").take_budget_place(1, DAY)


def test_a_cancelled_reservation_gives_back_what_it_took(cache):
    until = time.time() + 300
    slot = limits().take_slot(1, until)
    Reservation(slot, limits().take_budget_place(1, DAY)).cancel()

    assert limits().take_slot(1, until)
    assert limits().take_budget_place(1, DAY)


def test_a_cancelled_reservation_of_nothing_leaves_those_of_others(cache):
    limits().take_slot(1, time.time() + 300)

    Reservation(None, None).cancel()

    with pytest.raises(TooManyCodeTokensError):
        limits().take_slot(1, time.time() + 300)


def test_a_budget_of_nothing_pays_for_nothing(cache):
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        limits().take_budget_place(0, DAY)


def test_the_first_place_is_given_back_while_others_are_taken(cache):
    first = limits().take_budget_place(2, DAY)
    limits().take_budget_place(2, DAY)
    Reservation(None, first).cancel()

    assert limits().take_budget_place(2, DAY)
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        limits().take_budget_place(2, DAY)


def test_places_outlive_the_first_one(cache, clock):
    def assert_full_after(number):
        for _ in range(number):
            limits().take_budget_place(3, DAY)
        with pytest.raises(TooManyUnredeemedCodeTokensError):
            limits().take_budget_place(3, DAY)

    limits().take_budget_place(3, DAY)
    clock.shift(DAY - 1)
    assert_full_after(2)
    clock.shift(1)
    assert_full_after(1)
    clock.shift(DAY - 2)
    assert_full_after(0)
    clock.shift(1)
    assert_full_after(2)


def test_a_completed_login_clears_a_budget_of_any_size_in_one_call(cache, monkeypatch):
    calls = []
    monkeypatch.setattr(
        cache,
        "delete_many",
        lambda keys, d=cache.delete_many: calls.append(keys) or d(keys),
    )
    for _ in range(40):
        limits().take_budget_place(10**9, DAY)

    limits().settle(None, "record")

    [keys] = calls
    assert len(keys) == 3
    assert limits().take_budget_place(1, DAY)


def test_one_who_takes_a_place_while_a_login_is_completed_starts_a_new_budget(
    cache, monkeypatch
):
    limits().take_budget_place(2, DAY)
    get = cache.get
    # The head of the budget goes between the failed `add` and the look at it.
    monkeypatch.setattr(
        cache, "get", lambda key: get(key) if cache.delete(key) else None
    )
    limits().take_budget_place(2, DAY)
    monkeypatch.undo()

    assert limits().take_budget_place(2, DAY)
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        limits().take_budget_place(2, DAY)


def test_a_cache_that_refuses_every_budget_is_an_outage(cache, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)

    with pytest.raises(CacheUnavailableError):
        limits().take_budget_place(2, DAY)


def test_one_is_the_first_to_warn(cache, clock):
    assert limits().is_first_to_warn(DAY)
    assert not limits().is_first_to_warn(DAY)
    assert limits(owner="another").is_first_to_warn(DAY)

    clock.shift(DAY)

    assert limits().is_first_to_warn(DAY)


def test_a_reset_forgets_everything(cache):
    until = time.time() + 300
    for _ in range(2):
        limits().take_slot(2, until)
        limits().take_budget_place(2, DAY)
    limits().is_first_to_warn(DAY)

    limits().reset()

    for _ in range(2):
        assert limits().take_slot(2, until)
        assert limits().take_budget_place(2, DAY)
    assert limits().is_first_to_warn(DAY)
