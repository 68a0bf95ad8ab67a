"""The contract of `drf_jwt_2fa.exceptions`."""

import pytest
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    PermissionDenied,
    Throttled,
)

from drf_jwt_2fa import exceptions


@pytest.mark.parametrize(
    ("name", "base", "status", "code", "text"),
    [
        (
            "TooManyAuthAttemptsError",
            PermissionDenied,
            403,
            "too_many_auth_attempts",
            "Too many failed authentication attempts.",
        ),
        (
            "TooManyCodeTokensError",
            Throttled,
            429,
            "too_many_code_tokens",
            "Too many active code tokens. Please wait for existing ones to expire.",
        ),
        (
            "TokenAlreadyUsedError",
            AuthenticationFailed,
            401,
            "token_already_used",
            (
                "This code token has already been used."
                " If this wasn't you, your account may be compromised."
            ),
        ),
    ],
)
def test_an_exception_without_arguments_says_what_the_contract_says(
    name, base, status, code, text
):
    error = getattr(exceptions, name)()
    assert isinstance(error, base)
    assert error.status_code == status
    assert error.get_codes() == code
    assert str(error) == text
    assert str(error.detail) == text
    assert error.get_full_details()["code"] == code


def test_a_sending_error_tells_its_reason():
    error = exceptions.VerificationCodeSendingError("no signal")
    assert isinstance(error, APIException)
    assert error.status_code == 501
    assert error.get_codes() == "verification_code_sending_failed"
    assert str(error) == "Verification code sending failed: no signal"
    assert str(error.detail) == "Verification code sending failed: no signal"


def test_a_sending_error_takes_its_reason_by_name():
    error = exceptions.VerificationCodeSendingError(reason="no signal")
    assert str(error) == "Verification code sending failed: no signal"


def test_a_sending_error_takes_any_reason_that_has_a_text():
    error = exceptions.VerificationCodeSendingError(ValueError("no signal"))
    assert str(error) == "Verification code sending failed: no signal"


def test_a_reason_with_braces_is_taken_as_it_is():
    error = exceptions.VerificationCodeSendingError("{code} {0} {")
    assert str(error) == "Verification code sending failed: {code} {0} {"


def test_a_sending_error_takes_another_detail_and_code():
    error = exceptions.VerificationCodeSendingError(
        "no signal", detail="Ask the desk.", code="ask"
    )
    assert error.status_code == 501
    assert str(error.detail) == "Ask the desk."
    assert error.get_codes() == "ask"


def test_a_sending_error_takes_its_arguments_in_order():
    error = exceptions.VerificationCodeSendingError("no signal", "Ask.", "ask")
    assert str(error.detail) == "Ask."
    assert error.get_codes() == "ask"


def test_a_sending_error_is_not_an_authentication_failure():
    error = exceptions.VerificationCodeSendingError("no signal")
    assert not isinstance(error, (AuthenticationFailed, PermissionDenied, Throttled))
