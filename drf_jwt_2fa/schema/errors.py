"""The errors of each endpoint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    NotFound,
    ParseError,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from rest_framework_simplejwt.exceptions import InvalidToken

from ..exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    LoginOutdatedError,
    MethodFailedError,
    NoUsableMethodError,
    StepUpsClosedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
    UnknownPasskeyError,
    VerificationCodeSendingError,
)
from .components import TwoFactorError, TwoFactorFieldErrors
from .handled_errors import make_body

ErrorClass = type[APIException]

MALFORMED: tuple[ErrorClass, ...] = (ValidationError, ParseError)
_OF_ISSUING: tuple[ErrorClass, ...] = (
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
    VerificationCodeSendingError,
    CacheUnavailableError,
)
OF_CODE_REQUEST: tuple[ErrorClass, ...] = (
    *MALFORMED,
    AuthenticationFailed,
    PermissionDenied,
    NoUsableMethodError,
    Throttled,
    *_OF_ISSUING,
)
OF_CHALLENGE: tuple[ErrorClass, ...] = (
    *MALFORMED,
    AuthenticationFailed,
    CodeTokenExpiredError,
    TooManyAuthAttemptsError,
    PermissionDenied,
    NoUsableMethodError,
    Throttled,
    *_OF_ISSUING,
)
OF_CONFIRMATION: tuple[ErrorClass, ...] = (
    *MALFORMED,
    AuthenticationFailed,
    TokenAlreadyUsedError,
    UnknownPasskeyError,
    CodeTokenExpiredError,
    TooManyAuthAttemptsError,
    PermissionDenied,
    NoUsableMethodError,
    StepUpsClosedError,
    Throttled,
    MethodFailedError,
    CacheUnavailableError,
)
OF_VERIFICATION: tuple[ErrorClass, ...] = (*MALFORMED, InvalidToken)


class _UserNotFoundError(AuthenticationFailed):
    default_detail = "User not found"
    default_code = "user_not_found"


# Simple JWT's texts and codes.  Which of the first two it is depends on the kind of
# token and on the release.
class _NoActiveAccountError(AuthenticationFailed):
    default_detail = "No active account found for the given token."
    default_code = "no_active_account"


class _UserInactiveError(AuthenticationFailed):
    default_detail = "User is inactive"
    default_code = "user_inactive"


class _PasswordChangedError(AuthenticationFailed):
    default_detail = "The user's password has been changed."
    default_code = "password_changed"


OF_REFRESH: tuple[ErrorClass, ...] = (
    *OF_VERIFICATION,
    _UserNotFoundError,
    _NoActiveAccountError,
    _UserInactiveError,
    _PasswordChangedError,
)


class _SessionEndedError(AuthenticationFailed):
    default_detail = "Your session has ended. Please log in again."
    default_code = "session_ended"


class _TokenReusedError(AuthenticationFailed):
    default_detail = (
        "This sign-in was used from two places, so it has ended. Please log in again."
    )
    default_code = "token_reused"


# Of the app for sessions, which is not imported here.
OF_SESSION: tuple[ErrorClass, ...] = (_SessionEndedError, _TokenReusedError)

OF_ACCESS_TOKEN: tuple[ErrorClass, ...] = (
    NotAuthenticated,
    InvalidToken,
    _UserNotFoundError,
    _UserInactiveError,
    _PasswordChangedError,
)
OF_STEP_UP: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_ACCESS_TOKEN,
    AuthenticationFailed,
    LoginOutdatedError,
    NoUsableMethodError,
    StepUpsClosedError,
    NotFound,
    *_OF_ISSUING,
)


def describe(
    errors: Iterable[ErrorClass], field: str = "code_token"
) -> dict[int, OpenApiResponse]:
    """Return the responses for the errors by status; `field` is one of the request."""
    by_status: dict[int, list[ErrorClass]] = defaultdict(list)
    for error in errors:
        by_status[error.status_code].append(error)
    return {status: _make_response(some, field) for status, some in by_status.items()}


def _make_response(errors: list[ErrorClass], field: str) -> OpenApiResponse:
    codes = [str(error.default_code) for error in errors]
    bodies = [make_body(error, field) for error in errors]
    return OpenApiResponse(
        TwoFactorFieldErrors if ValidationError in errors else TwoFactorError,
        description=" or ".join(f"`{code}`" for code in codes),
        examples=[
            OpenApiExample(code, body)
            for code, body in zip(codes, bodies, strict=True)
            if body is not None
        ],
    )
