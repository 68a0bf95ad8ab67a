"""Authenticating API requests by their access token."""

from __future__ import annotations

from rest_framework_simplejwt.authentication import JWTAuthentication


class Jwt2faAuthentication(JWTAuthentication):
    """Authenticate requests with ``Authorization: Bearer <access token>``.

    The name to use in ``DEFAULT_AUTHENTICATION_CLASSES``: whoever has an access token
    got it from `ObtainAuthToken` or from a refresh token that came from there.
    """
