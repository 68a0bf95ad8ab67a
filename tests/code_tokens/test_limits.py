import time
from types import SimpleNamespace

import pytest

from drf_jwt_2fa.code_tokens.jwt import limits as issuing
from drf_jwt_2fa.exceptions import (
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
)

ANN = SimpleNamespace(pk=1, email="ann@example.com", password="hash")


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.JWT2FA_AUTH = {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 2,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "3/d",
        "SEND_PASSWORD_WARNING": False,
    }


def reserve():
    return issuing.reserve(ANN, "login", time.time() + 300)


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
    assert issuing.get_budget_size() == 0


def test_a_reset_gives_everything_back():
    for _ in range(2):
        reserve()

    issuing.reset_limits(ANN)

    assert issuing.get_budget_size() == 3
    for _ in range(2):
        assert reserve()


def test_a_record_keeps_the_slot_as_long_as_the_token(clock):
    now = int(time.time())
    slot = reserve().slot
    payload = {"jti": "jti", "exp": now + 400}

    issuing.record(ANN, "account", payload, slot, chain="root", chain_ends=now + 900)

    record = issuing.get_state(payload).look_up().record
    assert record.slot.until == now + 400
    assert (record.chain, record.chain_ends) == ("root", now + 900)
