"""The app for sessions, as the core sees it if it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from ..claims import SESSION_CLAIM


@dataclass(frozen=True)
class Beginning:
    """The login, step-up or change that new tokens are for."""

    user: Any
    epoch: int | None
    claims: Mapping[str, Any]
    """The ``acr``, ``amr`` and ``auth_time`` that were just proved."""
    request: Request | None = None
    continued: str | None = None
    """The session of a step-up: it goes on."""
    replaced: str | None = None
    """The session that a change was made in: the new one takes its place."""


class Sessions(Protocol):
    """The interface of `drf_jwt_2fa.sessions.hooks` that the core uses."""

    def start(self, token: Token, beginning: Beginning) -> None:
        """Put the claims of a session into the refresh token, and keep the session.

        Raise `AuthenticationFailed` if the session that should go on has ended.
        """

    def refresh(self, serializer: Any, request: Request) -> dict[str, Any]:
        """Return the tokens that the refresh token in the request is exchanged for.

        Raise `ValidationError` for a malformed request, and `AuthenticationFailed` for
        a token that is not good (any more).
        """

    def sign_out(self, text: str, request: Any) -> None:
        """End the session of a refresh token, if the token is genuine."""

    def check_token(self, token: Token) -> None:
        """Raise `AuthenticationFailed` if a refresh token would not be exchanged.

        It changes nothing; other tokens are checked like `check_access_token` does.
        """

    def check_access_token(self, token: Token) -> None:
        """Raise `AuthenticationFailed` for a token of an ended session.

        It looks into the cache, and only with ``CHECK_SESSIONS_OF_ACCESS_TOKENS``.
        """

    def check_step_up(self, session: Any, user: Any) -> None:
        """Raise `AuthenticationFailed` if the session of a step-up has ended."""

    def end_all(self, user: Any, by: str, replaced: str | None = None) -> None:
        """End all sessions of the user; `by` says why.

        Raise `AuthenticationFailed` if `replaced`, one of them, has ended before.
        """


def get_sessions() -> Sessions | None:
    """Return the hooks of `drf_jwt_2fa.sessions`, `None` where it is not installed.

    The core never imports that app: without it, no table is read, and tokens have no
    claim of a session.
    """
    config: Any = apps.app_configs.get("drf_jwt_2fa_sessions")
    return None if config is None else config.hooks


def check_session(session: Any, user: Any) -> None:
    """Raise `AuthenticationFailed` if the session has ended; `None` is no session."""
    sessions = get_sessions()
    if sessions is not None and session is not None:
        sessions.check_step_up(session, user)


def find_session(token: Any) -> str | None:
    """Return the session that the access token of a request has come from.

    It is `None` for a token without one, and for what is not a token.
    """
    if get_sessions() is None or not isinstance(token, Token):
        return None
    session = token.get(SESSION_CLAIM)
    return session if isinstance(session, str) else None
