import pytest
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    PermissionDenied,
    Throttled,
)

from drf_jwt_2fa import exceptions


@pytest.mark.parametrize(
    ("error", "base", "status", "code", "text"),
    [
        (
            exceptions.IncorrectCodeError(user_pk=1),
            AuthenticationFailed,
            401,
            "authentication_failed",
            "Incorrect authentication credentials.",
        ),
        (
            exceptions.TokenAlreadyUsedError(),
            AuthenticationFailed,
            401,
            "token_already_used",
            (
                "This code token has already been used."
                " If this wasn't you, your account may be compromised."
            ),
        ),
        (
            exceptions.CodeTokenExpiredError(),
            PermissionDenied,
            403,
            "code_token_expired",
            "Signature has expired.",
        ),
        (
            exceptions.TooManyAuthAttemptsError(),
            PermissionDenied,
            403,
            "too_many_auth_attempts",
            "Too many failed authentication attempts.",
        ),
        (
            exceptions.TooManyCodeTokensError(),
            Throttled,
            429,
            "too_many_code_tokens",
            "Too many active code tokens. Please wait for existing ones to expire.",
        ),
        (
            exceptions.VerificationCodeSendingError("No luck"),
            APIException,
            501,
            "verification_code_sending_failed",
            "Verification code sending failed: No luck",
        ),
    ],
)
def test_an_error_has_its_status_code_and_text(error, base, status, code, text):
    assert isinstance(error, base)
    assert error.status_code == status
    assert error.get_codes() == code
    assert str(error) == text


def test_a_known_wait_is_rounded_up_and_leaves_the_text_alone():
    error = exceptions.TooManyCodeTokensError(wait=1.2)

    assert error.wait == 2
    assert str(error) == str(exceptions.TooManyCodeTokensError())


def test_the_wait_may_be_unknown():
    assert exceptions.TooManyCodeTokensError().wait is None


def test_detail_and_code_can_be_given():
    error = exceptions.VerificationCodeSendingError("x", detail="Oh no", code="oh_no")

    assert (str(error), error.get_codes()) == ("Oh no", "oh_no")
    assert error.reason == "x"


def test_a_reason_is_text_and_never_a_format():
    error = exceptions.VerificationCodeSendingError("{0.__class__} {")

    assert str(error) == "Verification code sending failed: {0.__class__} {"


def test_the_error_of_a_wrong_code_shows_no_user():
    error = exceptions.IncorrectCodeError(user_pk="secret-key")

    assert error.user_pk == "secret-key"
    assert "secret-key" not in f"{error} {error!r}"
