import time
from types import SimpleNamespace

import pytest

from drf_jwt_2fa.code_tokens import limits
from drf_jwt_2fa.exceptions import (
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
)
from drf_jwt_2fa.keys import current_keys
from drf_jwt_2fa.state import Place

ANN = SimpleNamespace(pk=1, email="ann@example.com", password="hash")


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.JWT2FA_AUTH = {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 2,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "3/d",
        "SEND_PASSWORD_WARNING": False,
    }


def reserve():
    return limits.reserve(ANN, "login", time.time() + 300)


def look_up(payload, *, is_only=False):
    return limits.get_state(payload, current_keys(), is_only=is_only).look_up()


def record(jti, **more):
    now = int(time.time())
    payload = {"jti": jti, "uid": 1, "exp": now + 300, "2fa_purpose": "login"}
    payload.update(more.pop("claims", {}))
    limits.record(ANN, "account", payload, None, chain=jti, chain_ends=now, **more)
    return payload


def test_a_reservation_is_one_slot_and_one_place_in_the_budget():
    first, second = reserve(), reserve()

    assert len({first.slot, second.slot}) == 2
    assert len({first.budget_place, second.budget_place}) == 2


def test_without_a_free_slot_the_budget_is_not_touched():
    reservations = [reserve(), reserve()]
    for _ in range(5):
        with pytest.raises(TooManyCodeTokensError):
            reserve()
    reservations[0].cancel()

    assert reserve()


def test_without_budget_no_slot_is_kept(settings):
    settings.JWT2FA_AUTH["MAX_ACTIVE_CODE_TOKENS_PER_USER"] = 9
    for _ in range(3):
        reserve()
    for _ in range(9):
        with pytest.raises(TooManyUnredeemedCodeTokensError):
            reserve()
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = None

    for _ in range(6):
        assert reserve().slot


def test_limits_that_are_off_reserve_nothing(settings):
    settings.JWT2FA_AUTH = {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
    }

    reservation = reserve()

    assert (reservation.slot, reservation.budget_place) == (None, None)


def test_a_reset_gives_everything_back():
    for _ in range(2):
        reserve()

    limits.reset_limits(ANN)

    for _ in range(2):
        assert reserve()


def test_a_record_keeps_the_slot_as_long_as_the_token(clock):
    now = int(time.time())
    slot = reserve().slot
    payload = {"jti": "jti", "uid": 1, "exp": now + 400}

    limits.record(ANN, "account", payload, slot, chain="root", chain_ends=now + 900)

    record = look_up(payload).record
    assert record.slot.until == now + 400
    assert (record.chain, record.chain_ends) == ("root", now + 900)


def test_a_code_token_that_needs_no_slot_takes_none(settings):
    for _ in range(3):
        assert limits.reserve_budget(ANN, "login").slot is None
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        limits.reserve_budget(ANN, "login")


def test_step_ups_and_logins_have_places_of_their_own():
    for _ in range(2):
        reserve()
    with pytest.raises(TooManyCodeTokensError):
        reserve()

    assert limits.reserve(ANN, "step-up", time.time() + 300).slot


def test_a_record_notes_the_place_of_its_request_in_the_limit_of_the_address():
    place = Place("a", time.time() + 60)
    with limits.charged_to(place):
        inside = record("inside")
    outside = record("outside")

    assert look_up(inside).record.address_place == place
    assert look_up(outside).record.address_place is None


def test_the_last_of_its_kind_is_the_only_one_of_its_purpose():
    first = record("first", is_only=True)
    other = record("other", is_only=True, claims={"2fa_purpose": "step-up"})
    second = record("second", is_only=True)

    assert look_up(first, is_only=True).record is None
    assert look_up(second, is_only=True).record
    assert look_up(other, is_only=True).record


def test_the_user_is_warned_once_of_a_login_and_never_of_a_step_up(
    settings, mailoutbox
):
    del settings.JWT2FA_AUTH["SEND_PASSWORD_WARNING"]
    for purpose in ("step-up", "login"):
        for _ in range(3):
            limits.reserve_budget(ANN, purpose)
        for _ in range(2):
            with pytest.raises(TooManyUnredeemedCodeTokensError):
                limits.reserve_budget(ANN, purpose)
        assert len(mailoutbox) == (purpose == "login")
