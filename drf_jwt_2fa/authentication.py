"""Authenticating API requests by their access token."""

from __future__ import annotations

from typing import Any

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token


class Jwt2faAuthentication(JWTAuthentication):
    """Authenticate requests with ``Authorization: Bearer <access token>``.

    The name to use in ``DEFAULT_AUTHENTICATION_CLASSES``: whoever has an access token
    got it from `ObtainAuthToken` or from a refresh token that came from there.
    """

    def get_validated_token(self, raw_token: Any) -> Token:
        """Return the token; raise `InvalidToken` if it is not one of ours."""
        try:
            token: Token = super().get_validated_token(raw_token)
        except RecursionError as error:
            # Its JSON is nested too deep; PyJWT lets that through.
            raise InvalidToken from error
        return token
