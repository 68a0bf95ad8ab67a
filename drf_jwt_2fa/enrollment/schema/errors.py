"""The errors of each enrolment endpoint."""

from __future__ import annotations

from rest_framework.exceptions import Throttled

from ...exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    InsufficientUserAuthenticationError,
    MethodFailedError,
    TooManyAuthAttemptsError,
)
from ...schema.errors import MALFORMED, OF_ACCESS_TOKEN, ErrorClass
from ..exceptions import (
    IncorrectConfirmationError,
    IncorrectProofError,
    NotEnrolledError,
    NothingToConfirmError,
)

_OF_PROOF: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_ACCESS_TOKEN,
    IncorrectProofError,
    CodeTokenExpiredError,
    TooManyAuthAttemptsError,
    Throttled,
    MethodFailedError,
    CacheUnavailableError,
)
OF_SETUP: tuple[ErrorClass, ...] = (
    *_OF_PROOF,
    InsufficientUserAuthenticationError,
)
OF_CHANGE: tuple[ErrorClass, ...] = (*_OF_PROOF, NotEnrolledError)
OF_CONFIRMATION: tuple[ErrorClass, ...] = (
    *MALFORMED,
    *OF_ACCESS_TOKEN,
    IncorrectConfirmationError,
    NothingToConfirmError,
    Throttled,
    MethodFailedError,
    CacheUnavailableError,
)
