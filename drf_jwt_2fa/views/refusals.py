"""Log each refusal once, with the reason that the client does not learn."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.request import Request

from ..exceptions import (
    CsrfFailedError,
    Reason,
    RefusedError,
    StepUpsClosedError,
    TooManyAuthAttemptsError,
)

logger = logging.getLogger("drf_jwt_2fa")

_REFUSALS = {
    status.HTTP_401_UNAUTHORIZED,
    status.HTTP_403_FORBIDDEN,
    status.HTTP_404_NOT_FOUND,
    status.HTTP_409_CONFLICT,
    status.HTTP_429_TOO_MANY_REQUESTS,
}
_ALARMING = {Reason.COPIED_TOKEN, Reason.UNKNOWN_GENERATION}


def log_refusal(request: Request, error: Exception) -> None:
    """Log why the request was refused: INFO, or WARNING if somebody should look at it.

    That is if a limit refused it, or if it shows a theft or a restored database.

    What is malformed is no refusal, and what fails on our side is logged where it does.
    No token, code or password is part of a reason.
    """
    answered = _as_answered(error)
    if answered is None or answered.status_code not in _REFUSALS or _is_noted(request):
        return
    causes = list(_find_causes(error))
    reason = _get_reason(causes[-1])
    logger.log(
        logging.WARNING if any(map(_is_alarming, causes)) else logging.INFO,
        "%s %s was refused: %s (user %s)",
        request.method,
        # Lines of one's own do not get into the log by the name of a method.
        request.path.encode("unicode_escape").decode("ascii"),
        reason,
        _find_user(request, causes),
        extra={"reason": reason, "request": request._request},
    )


def _is_noted(request: Any) -> bool:
    """Return whether nothing is to be logged of the request any more, or at all.

    A permission on a project's view logs by itself, and may be asked again.  The
    browsable API asks it, too, about methods that were not requested.
    """
    http_request = getattr(request, "_request", None)
    if http_request is None or request.method != http_request.method:
        return True
    is_noted = hasattr(http_request, "_refusal_is_logged")
    http_request._refusal_is_logged = True
    return is_noted


def _find_causes(error: BaseException | None) -> Iterator[APIException]:
    """Yield the errors of REST framework that led to this one, the first cause last."""
    while error is not None:
        answered = _as_answered(error)
        if answered is not None:
            yield answered
        error = error.__cause__


def _as_answered(error: BaseException) -> APIException | None:
    """Return the error as REST framework's exception handler takes it."""
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return PermissionDenied()
    return error if isinstance(error, APIException) else None


def _is_alarming(error: APIException) -> bool:
    if isinstance(error, RefusedError):
        return error.reason in _ALARMING
    is_closed = isinstance(error, (StepUpsClosedError, TooManyAuthAttemptsError))
    return is_closed or error.status_code == status.HTTP_429_TOO_MANY_REQUESTS


def _get_reason(error: APIException) -> str:
    explanation = getattr(error, "explanation", "")
    more = f" ({explanation})" if explanation else ""
    if isinstance(error, RefusedError):
        return f"{error.reason.value}{more}"
    if isinstance(error, CsrfFailedError):
        return f"{error.default_code}{more}"
    detail: Any = error.detail
    # Simple JWT writes its codes into the body, and all have one code to the framework.
    if isinstance(detail, dict) and "code" in detail:
        return str(detail["code"])
    codes = error.get_codes()
    return codes if isinstance(codes, str) else str(error.default_code)


def _find_user(request: Request, causes: list[APIException]) -> Any:
    """Return the key of the user of the error, the code token or the access token."""
    for cause in causes:
        user_pk = getattr(cause, "user_pk", None)
        if user_pk is not None:
            return user_pk
    token = getattr(request, "_presented_token", None)
    if token is not None and token.checked is not None:
        return token.checked.user_pk
    # Not `request.user`: that would authenticate again what was just refused.
    return getattr(getattr(request, "_user", None), "pk", None)
