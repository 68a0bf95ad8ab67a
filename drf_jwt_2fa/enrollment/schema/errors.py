"""The errors of each enrolment endpoint."""

from __future__ import annotations

from rest_framework.exceptions import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    Throttled,
)

from ...exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    InsufficientUserAuthenticationError,
    LoginOutdatedError,
    MethodFailedError,
    StepUpsClosedError,
    TooManyAuthAttemptsError,
)
from ...schema.errors import MALFORMED, OF_ACCESS_TOKEN, ErrorClass
from ..exceptions import (
    AlreadyEnrolledError,
    IncorrectConfirmationError,
    IncorrectProofError,
    NotEnrolledError,
    NothingToConfirmError,
    TooManyEnrolledError,
)

OF_LOOK: tuple[ErrorClass, ...] = (*OF_ACCESS_TOKEN, AuthenticationFailed)
_OF_PROOF: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_LOOK,
    LoginOutdatedError,
    IncorrectProofError,
    CodeTokenExpiredError,
    StepUpsClosedError,
    TooManyAuthAttemptsError,
    Throttled,
    MethodFailedError,
    CacheUnavailableError,
)
OF_SETUP: tuple[ErrorClass, ...] = (
    *_OF_PROOF,
    InsufficientUserAuthenticationError,
    PermissionDenied,
    NotFound,
)
OF_PASSKEY_SETUP: tuple[ErrorClass, ...] = (*OF_SETUP, TooManyEnrolledError)
OF_CHANGE: tuple[ErrorClass, ...] = (*_OF_PROOF, NotEnrolledError)
OF_RENAMING: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_LOOK,
    LoginOutdatedError,
    NotFound,
)
OF_REMOVAL: tuple[ErrorClass, ...] = (*OF_CHANGE, NotFound)
OF_CONFIRMATION: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_LOOK,
    LoginOutdatedError,
    IncorrectConfirmationError,
    NothingToConfirmError,
    NotFound,
    Throttled,
    MethodFailedError,
    CacheUnavailableError,
)
OF_PASSKEY_CONFIRMATION: tuple[ErrorClass, ...] = (
    *OF_CONFIRMATION,
    AlreadyEnrolledError,
    TooManyEnrolledError,
)
OF_LIST: tuple[ErrorClass, ...] = (*OF_LOOK, NotFound)
OF_PASSKEY_LOGIN: tuple[ErrorClass, ...] = (
    *MALFORMED,
    NotFound,
    Throttled,
    CacheUnavailableError,
)
