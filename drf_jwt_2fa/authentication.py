"""Authenticating API requests by their access token."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from .users import UNFINDABLE


class Jwt2faAuthentication(JWTAuthentication):
    """Authenticate requests with ``Authorization: Bearer <access token>``.

    Simple JWT's ``AUTH_HEADER_TYPES`` and ``AUTH_HEADER_NAME`` may say otherwise.

    The name to use in ``DEFAULT_AUTHENTICATION_CLASSES``: access tokens come from
    `ObtainAuthToken`, or from a refresh token that came from there.
    """

    def get_user(self, validated_token: Token) -> Any:
        """Return the user of the token; raise `AuthenticationFailed` if there is none.

        The token may be of another user model, whose keys this one cannot hold.
        """
        try:
            return super().get_user(validated_token)
        except UNFINDABLE as error:
            raise AuthenticationFailed(
                _("User not found"), code="user_not_found"
            ) from error

    def get_validated_token(self, raw_token: Any) -> Token:
        """Return the token; raise `InvalidToken` if it is not one of ours."""
        try:
            token: Token = super().get_validated_token(raw_token)
        except RecursionError as error:
            # Its JSON is nested too deep; PyJWT lets that through.
            raise InvalidToken from error
        return token
