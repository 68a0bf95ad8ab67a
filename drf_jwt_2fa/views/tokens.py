"""The endpoints for issued tokens: refresh, verify."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import UntypedToken
from rest_framework_simplejwt.views import TokenRefreshView, TokenVerifyView

from ..authentication import user_not_found
from ..login.auth_tokens import UNREADABLE, has_access_token
from ..login.refreshed import (
    check_epoch_of_refreshed,
    check_user_of_refreshed,
    checks_users,
    is_key_unheard_of,
    names_user,
)
from ..login.sessions import get_sessions
from ..transport import REFRESH_FIELD
from ..users import UNFINDABLE
from .base import LoginView, OutsideOfTransactionsMixin


class RefreshAuthToken(OutsideOfTransactionsMixin, LoginView, TokenRefreshView):
    """Exchange a refresh token for a new access token."""

    cookie_field = REFRESH_FIELD
    gives_tokens = True

    def get_token_keys(self) -> tuple[str, str]:
        """Return Simple JWT's keys, whatever those of a login are."""
        return ("access", "refresh")

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer 401 for a user who was deleted, whatever Simple JWT's release does."""
        if self.cookies is not None and self.cookies.read(REFRESH_FIELD) is None:
            raise InvalidToken
        sessions, serializer = get_sessions(), self.get_serializer(data=request.data)
        token_class = getattr(serializer, "token_class", None)
        if sessions is not None and has_access_token(token_class):
            return Response(sessions.refresh(serializer, request))
        try:
            response = super().post(request, *args, **kwargs)
            is_checked = checks_users(self.get_serializer_class())
            if not (is_checked and names_user(response.data)):
                check_user_of_refreshed(response.data)
        except ValidationError as error:
            # Newer releases look the user up in the serializer, which turns the user
            # model's error about the key into an error of a field.
            if is_key_unheard_of(_get_field(serializer.initial_data, "refresh")):
                raise user_not_found() from error
            raise
        except UNFINDABLE as error:
            raise user_not_found() from error
        except RecursionError as error:
            raise InvalidToken from error
        check_epoch_of_refreshed(response.data)
        return response


class VerifyAuthToken(LoginView, TokenVerifyView):
    """Check whether a token is valid."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer 401 for a token that cannot be read, whatever it stumbles over."""
        try:
            response = super().post(request, *args, **kwargs)
        except UNREADABLE as error:
            raise InvalidToken from error
        sessions = get_sessions()
        if sessions is not None:
            sessions.check_token(UntypedToken(_get_field(request.data, "token")))
        return response


def _get_field(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, Mapping) else None
