"""Second factors that are easy to guess."""

from datetime import timedelta

import pytest


@pytest.mark.parametrize(
    "changes",
    [
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None},
        {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "21/d"},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "20/23h"},
        {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/h"},
        {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 6},
    ],
)
def test_more_than_a_hundred_guesses_a_day(project, found_ids, changes):
    project.JWT2FA_AUTH |= changes

    assert found_ids(deploy=False) == ["W001"]


@pytest.mark.parametrize("rate", ["20/d", "20/2d", "1/2h", "10/12h"])
def test_a_hundred_guesses_a_day_are_allowed(project, found_ids, rate):
    project.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = rate

    assert found_ids() == []


@pytest.mark.parametrize(
    ("length", "characters"), [(5, "0123456789"), (6, "00112233445566"), (9, "x")]
)
def test_a_code_that_is_too_easy(project, found_ids, length, characters):
    project.JWT2FA_AUTH |= {"CODE_LENGTH": length, "CODE_CHARACTERS": characters}

    assert found_ids(deploy=False) == ["W002"]


def test_a_code_that_lives_too_long(project, found_ids):
    project.JWT2FA_AUTH["CODE_EXPIRATION_TIME"] = timedelta(minutes=11)

    assert found_ids(deploy=False) == ["W003"]


@pytest.mark.parametrize("window", [0, 1])
def test_codes_of_apps_that_expire_soon(project, found_ids, window):
    project.JWT2FA_AUTH["TOTP_VALID_WINDOW"] = window

    assert found_ids() == []


def test_codes_of_apps_that_live_too_long(project, find):
    project.JWT2FA_AUTH["TOTP_VALID_WINDOW"] = 2

    assert find(deploy=False) == []
    [one] = find()
    assert one.id == "drf_jwt_2fa.W109"
    assert "TOTP_VALID_WINDOW" in one.hint
