"""How OpenAPI describes the authentication of API requests."""

from __future__ import annotations

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class Jwt2faScheme(SimpleJWTScheme):
    """A bearer token (RFC 6750) that is a JWT."""

    target_class = "drf_jwt_2fa.authentication.Jwt2faAuthentication"
    match_subclasses = True
    name = "jwt2faAuth"
