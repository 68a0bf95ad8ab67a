import time
from datetime import timedelta
from types import SimpleNamespace

import jwt
import pytest
from rest_framework.exceptions import AuthenticationFailed, Throttled
from testproject.cards import Card, Pigeon

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.code_tokens.challenges import issue, renew
from drf_jwt_2fa.code_tokens.checked import check
from drf_jwt_2fa.exceptions import (
    NoUsableMethodError,
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
    VerificationCodeSendingError,
)
from drf_jwt_2fa.methods import Factors, find_method
from drf_jwt_2fa.sending import CodeSendingError

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")


class Grounded(Pigeon):
    name = "grounded"

    def send(self, user, code):
        raise CodeSendingError("It is ill")


@pytest.fixture(autouse=True)
def _settings(settings):
    Pigeon.flights.clear()
    settings.JWT2FA_AUTH = {
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 2,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "4/d",
        "SEND_PASSWORD_WARNING": False,
    }


@pytest.fixture
def several(settings):
    """Several methods to choose from."""
    settings.JWT2FA_AUTH.update(
        {
            "METHODS": [
                "testproject.cards.Card",
                "testproject.cards.Pigeon",
                f"{__name__}.Grounded",
            ],
            "FALLBACK_2FA_METHOD": "card",
            "RESEND_WAIT_TIME": timedelta(0),
        }
    )


def read(token):
    return jwt.decode(token, options={"verify_signature": False})


def replace(codes, token, name="code-sender"):
    checked = check(token, codes.decode_token)
    return renew(ANN, codes, checked, find_method(name), Factors())


def test_without_a_method_no_token_is_issued(codes, settings):
    settings.JWT2FA_AUTH["METHODS"] = ["drf_jwt_2fa.methods.CodeSender"]
    settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = "no-2fa"
    # Password alone: there is a challenge, but nothing is sent for it.
    assert read(issue(ANN, codes))["2fa_method"] == "no-2fa"

    pytest.importorskip("cryptography")
    del settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"]
    settings.JWT2FA_AUTH["METHODS"] = ["drf_jwt_2fa.enrollment.methods.TotpMethod"]
    with pytest.raises(NoUsableMethodError):
        issue(ANN, codes, STEP_UP, Factors())
    assert not codes.sent


def fail(user, code):
    raise CodeSendingError("no mail today")


def test_a_code_that_was_not_sent_takes_nothing(codes):
    codes.send_verification_code, send = fail, codes.send_verification_code
    for _ in range(5):
        with pytest.raises(VerificationCodeSendingError):
            issue(ANN, codes)
    codes.send_verification_code = send

    for _ in range(2):
        assert issue(ANN, codes)
    with pytest.raises(TooManyCodeTokensError):
        issue(ANN, codes)


@pytest.mark.usefixtures("several")
def test_what_is_not_sent_takes_a_place_in_the_budget_and_no_slot(codes):
    for _ in range(4):
        assert issue(ANN, codes)

    with pytest.raises(TooManyUnredeemedCodeTokensError):
        issue(ANN, codes)


def test_a_new_token_takes_the_slot_of_the_last(codes, settings):
    settings.JWT2FA_AUTH["RESEND_WAIT_TIME"] = timedelta(0)
    token = issue(ANN, codes)
    for _ in range(3):
        token = replace(codes, token)

    assert len(codes.sent) == 4
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        replace(codes, token)


def test_a_replaced_token_is_not_replaced_again(codes, settings):
    settings.JWT2FA_AUTH["RESEND_WAIT_TIME"] = timedelta(0)
    token = issue(ANN, codes)
    replace(codes, token)

    with pytest.raises(AuthenticationFailed):
        replace(codes, token)


def test_where_nothing_is_sent_the_token_to_be_replaced_stays_good(codes):
    token = issue(ANN, codes)
    codes.send_verification_code = fail

    with pytest.raises(VerificationCodeSendingError):
        replace(codes, token)

    assert check(token, codes.decode_token).state.check_replaceable()
    # The wait has begun all the same: a sender may fail after it has sent.
    with pytest.raises(Throttled):
        replace(codes, token)


def test_a_new_token_lives_no_longer_than_its_chain(codes, clock, settings):
    settings.JWT2FA_AUTH["RESEND_WAIT_TIME"] = timedelta(0)
    end, token = time.time() + 900, issue(ANN, codes)
    for _ in range(3):
        clock.shift(280)
        token = replace(codes, token)

    assert read(token)["exp"] == end


def test_a_new_token_ends_the_same_refresh_token(codes, settings):
    settings.JWT2FA_AUTH["RESEND_WAIT_TIME"] = timedelta(0)
    more = {"2fa_refresh": {"jti": "x", "exp": 1}}
    token = issue(ANN, codes, STEP_UP, Factors(), more=more)

    claims = read(replace(codes, token))

    assert claims["2fa_refresh"] == more["2fa_refresh"]
    assert claims["2fa_purpose"] == "step-up"


@pytest.mark.usefixtures("several")
def test_the_wanted_method_is_asked_for_if_it_is_offered(codes, settings):
    token = replace(codes, issue(ANN, codes), "pigeon")
    assert read(token)["2fa_method"] == "pigeon"
    assert len(Pigeon.flights) == 1

    settings.JWT2FA_AUTH["METHODS"] = ["testproject.cards.Pigeon"]
    checked = check(token, codes.decode_token)
    other = renew(ANN, codes, checked, Card(), Factors())
    assert read(other)["2fa_method"] == "pigeon"


@pytest.mark.usefixtures("several")
def test_a_method_that_sends_takes_a_slot_unless_it_fails(codes, settings):
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = None
    for _ in range(3):
        with pytest.raises(VerificationCodeSendingError):
            replace(codes, issue(ANN, codes), "grounded")

    for _ in range(2):
        replace(codes, issue(ANN, codes), "pigeon")
    assert len(Pigeon.flights) == 2


@pytest.mark.usefixtures("several")
def test_where_nothing_is_sent_there_is_nothing_to_wait_for(codes, settings):
    del settings.JWT2FA_AUTH["RESEND_WAIT_TIME"]
    token = issue(ANN, codes)
    for _ in range(2):
        token = replace(codes, token, "card")

    assert read(token)["2fa_method"] == "card"


@pytest.mark.usefixtures("several")
def test_without_a_slot_left_another_method_is_not_asked_for(codes, settings):
    settings.JWT2FA_AUTH["MAX_UNREDEEMED_CODE_TOKENS_PER_USER"] = None
    for _ in range(2):
        replace(codes, issue(ANN, codes), "pigeon")

    token = issue(ANN, codes)
    with pytest.raises(TooManyCodeTokensError):
        replace(codes, token, "pigeon")
    assert len(Pigeon.flights) == 2
    assert check(token, codes.decode_token).state.check_replaceable()
