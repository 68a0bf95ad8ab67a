"""End refresh tokens: by their sessions, and with Simple JWT's blacklist app."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

from django.apps import apps
from django.db import router
from rest_framework_simplejwt.exceptions import TokenError

from .auth_tokens import UNREADABLE, get_token_class
from .sessions import get_sessions


def revoke_refresh_tokens(
    user: Any, replaced: str | None = None, by: str = "factors"
) -> None:
    """End the refresh tokens that were issued to the user, whose account has changed.

    This takes `drf_jwt_2fa.sessions` or Simple JWT's blacklist app.  Access tokens live
    for minutes.  `replaced` is the session that another takes the place of; raise
    `AuthenticationFailed` if it has ended already.
    """
    if _is_installed():
        _blacklist_all(user)  # pragma: no cover
    sessions = get_sessions()
    if sessions is not None:
        sessions.end_all(user, by, replaced)


def end_refresh_token(user: Any, jti: str, exp: int) -> None:
    """Blacklist one refresh token of the user, by its claims."""
    if _is_installed():
        _blacklist_one(user, jti, exp)  # pragma: no cover


def sign_out(text: str, request: Any) -> None:
    """End the login of a refresh token; one that is not genuine ends nothing.

    Without `drf_jwt_2fa.sessions` and the blacklist app, nothing remembers an end: the
    client forgets its tokens, and that is all.
    """
    sessions = get_sessions()
    if sessions is not None:
        sessions.sign_out(text, request)
    elif _is_installed():
        _blacklist_token(text)  # pragma: no cover


def _is_installed() -> bool:
    return apps.is_installed("rest_framework_simplejwt.token_blacklist")


# Simple JWT decides when it is imported whether its models have tables, so the tests of
# this are programs of their own: tests/programs/{enrollment_revocation,sign_out}.py.
def _blacklist_all(user: Any) -> None:  # pragma: no cover
    from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415
        BlacklistedToken,
        OutstandingToken,
    )

    # Not from a replica, which may not know the last of them yet.
    outstanding = OutstandingToken._default_manager.using(_get_database())
    alive = outstanding.filter(user=user, blacklistedtoken=None)
    BlacklistedToken._default_manager.using(_get_database()).bulk_create(
        [BlacklistedToken(token=token) for token in alive], ignore_conflicts=True
    )


def _blacklist_one(user: Any, jti: str, exp: int) -> None:  # pragma: no cover
    from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415
        BlacklistedToken,
        OutstandingToken,
    )

    # Releases of Simple JWT before 5.5 do not list those that come from a rotation.
    expires_at = datetime.fromtimestamp(exp, tz=timezone.utc)
    outstanding, _is_new = OutstandingToken._default_manager.using(
        _get_database()
    ).get_or_create(
        jti=jti, defaults={"user": user, "token": "", "expires_at": expires_at}
    )
    BlacklistedToken._default_manager.using(_get_database()).get_or_create(
        token=outstanding
    )


def _blacklist_token(text: str) -> None:  # pragma: no cover
    token_class: Any = get_token_class()
    with suppress(TokenError, *UNREADABLE):
        token_class(text).blacklist()


def _get_database() -> str:  # pragma: no cover
    from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415
        OutstandingToken,
    )

    return router.db_for_write(OutstandingToken)
