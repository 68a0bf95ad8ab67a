"""What is said of errors."""

import pytest
from rest_framework.exceptions import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    Throttled,
    ValidationError,
)

from drf_jwt_2fa.enrollment.admin_site.problems import (
    explain,
    get_status,
    get_wait,
    is_correctable,
)
from drf_jwt_2fa.enrollment.exceptions import (
    IncorrectConfirmationError,
    NothingToConfirmError,
)
from drf_jwt_2fa.exceptions import (
    CacheUnavailableError,
    CodeTokenExpiredError,
    IncorrectCodeError,
    Reason,
    RefusedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)

GONE = "This login is not valid any more. Please log in again."
WRONG = "The code is not right."

CASES = [
    (IncorrectCodeError(1), WRONG, 200, True),
    (IncorrectConfirmationError(), WRONG, 200, True),
    (NothingToConfirmError(), "There is nothing to confirm.", 200, True),
    (Throttled(1.2), "Please wait 2 seconds.", 429, True),
    (Throttled(1), "Please wait 1 second.", 429, True),
    (Throttled(), "Request was throttled.", 429, True),
    (TooManyCodeTokensError(7), "Too many active code tokens.", 429, True),
    (CacheUnavailableError(), "The login is temporarily unavailable.", 503, True),
    (NotFound(), "Not found.", 404, True),
    (ValidationError({"method": ["One.", "Two."]}), "One. Two.", 400, True),
    (RefusedError(Reason.ACCOUNT_CHANGED), GONE, 200, False),
    (AuthenticationFailed(), GONE, 200, False),
    (RefusedError(Reason.WRONG_PASSWORD), "Incorrect authentication", 200, False),
    (TokenAlreadyUsedError(), "This code token has already", 200, False),
    (CodeTokenExpiredError(), "Signature has expired.", 403, False),
    (TooManyAuthAttemptsError(), "Too many failed", 403, False),
    (PermissionDenied(), "You do not have permission", 403, False),
]


@pytest.mark.parametrize(
    ("error", "text", "status", "goes_on"),
    CASES,
    ids=[type(error).__name__ for error, *_more in CASES],
)
def test_errors_are_explained(error, text, status, goes_on):
    assert explain(error).startswith(text)
    assert get_status(error) == status
    assert is_correctable(error) is goes_on


def test_how_long_to_wait():
    assert get_wait(Throttled(1.5)) == 2
    assert get_wait(Throttled()) == 0
    assert get_wait(NotFound()) is None
