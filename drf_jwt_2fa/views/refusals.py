"""Log each refusal once, with the reason that the client does not learn."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from ..exceptions import RefusedError

logger = logging.getLogger("drf_jwt_2fa")

_REFUSALS = {
    status.HTTP_401_UNAUTHORIZED,
    status.HTTP_403_FORBIDDEN,
    status.HTTP_404_NOT_FOUND,
    status.HTTP_409_CONFLICT,
}


def log_refusal(request: Request, error: Exception) -> None:
    """Log why the request was refused: INFO, or WARNING if a limit refused it.

    What is malformed is no refusal, and what fails on our side is logged where it does.
    No token, code or password is part of a reason.
    """
    if not isinstance(error, APIException):
        return
    is_limit = error.status_code == status.HTTP_429_TOO_MANY_REQUESTS
    if not is_limit and error.status_code not in _REFUSALS:
        return
    reason, user_pk = _explain(error)
    logger.log(
        logging.WARNING if is_limit else logging.INFO,
        "%s %s was refused: %s (user %s)",
        request.method,
        request.path,
        reason,
        _find_user(request) if user_pk is None else user_pk,
        extra={"reason": reason, "request": getattr(request, "_request", request)},
    )


def _explain(error: BaseException) -> tuple[str, Any]:
    """Return the most exact reason, and the key of the user it is about."""
    for one in _chain(error):
        if isinstance(one, RefusedError):
            return one.reason.value, one.user_pk
    codes = getattr(error, "get_codes", lambda: None)()
    code = codes.get("code", codes) if isinstance(codes, dict) else codes
    return str(code or getattr(error, "default_code", "error")), None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _find_user(request: Request) -> Any:
    """Return the key of the user of the code token, or of the access token."""
    token = getattr(request, "_presented_token", None)
    if token is not None and token.checked is not None:
        return token.checked.user_pk
    # Not `request.user`: that would authenticate again what was just refused.
    return getattr(getattr(request, "_user", None), "pk", None)
