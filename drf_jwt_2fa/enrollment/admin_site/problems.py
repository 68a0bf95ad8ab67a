"""Explain errors to people, and tell those that end a login from others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _, ngettext_lazy
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    PermissionDenied,
    Throttled,
)

from ...exceptions import (
    IncorrectCodeError,
    Reason,
    RefusedError,
    TooManyCodeTokensError,
    TooManyUnredeemedCodeTokensError,
)
from ..exceptions import (
    IncorrectConfirmationError,
    IncorrectProofError,
    NothingToConfirmError,
)

# What they say is to be tried again.
_CORRECTABLE = (
    IncorrectCodeError,
    IncorrectConfirmationError,
    IncorrectProofError,
    NothingToConfirmError,
)
_WAIT = ngettext_lazy(
    "Please wait {seconds} second.", "Please wait {seconds} seconds.", "seconds"
)


def is_correctable(error: APIException) -> bool:
    """Return whether the login goes on: with another answer, or a moment later."""
    if isinstance(error, _CORRECTABLE):
        return True
    return not isinstance(error, (AuthenticationFailed, PermissionDenied))


def explain(error: APIException) -> str:
    """Return the error in a sentence for the user, who learns no more than the API."""
    if isinstance(error, IncorrectCodeError):
        return str(IncorrectConfirmationError.default_detail)
    if _ends_login(error):
        return _("This login is not valid any more. Please log in again.")
    is_of_user = isinstance(
        error, (TooManyCodeTokensError, TooManyUnredeemedCodeTokensError)
    )
    wait = get_wait(error)
    if wait and not is_of_user:
        return str(_WAIT.format(seconds=math.ceil(wait)))
    return " ".join(_find_sentences(error.detail))


def _ends_login(error: APIException) -> bool:
    """Return whether the token of the login is refused, whatever the reason."""
    if isinstance(error, RefusedError) and error.reason is Reason.WRONG_PASSWORD:
        return False
    codes = error.get_codes()
    return codes == AuthenticationFailed.default_code


def get_wait(error: APIException) -> float | None:
    """Return the seconds to wait if there is a limit, `None` if there is none."""
    if not isinstance(error, Throttled):
        return None
    return getattr(error, "wait", None) or 0.0


def get_status(error: APIException) -> int:
    """Return the status of the page; a wrong answer is none of a failed request."""
    is_wrong = isinstance(error, (AuthenticationFailed, *_CORRECTABLE))
    return 200 if is_wrong else int(error.status_code)


def _find_sentences(detail: Any) -> Iterator[str]:
    if isinstance(detail, Mapping):
        detail = list(detail.values())
    if isinstance(detail, list):
        for one in detail:
            yield from _find_sentences(one)
    else:
        yield str(detail)
