"""The OpenAPI security scheme of API requests."""

from __future__ import annotations

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class Jwt2faScheme(SimpleJWTScheme):
    """A JWT in the header that Simple JWT reads, by default a bearer token."""

    target_class = "drf_jwt_2fa.authentication.Jwt2faAuthentication"
    match_subclasses = True
    name = "jwt2faAuth"
