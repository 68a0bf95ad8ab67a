"""The OpenAPI security schemes of API requests."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from ..settings import api_settings
from ..transport import BODY, jar


class Jwt2faScheme(SimpleJWTScheme):
    """A JWT in the header that Simple JWT reads, by default a bearer token."""

    target_class = "drf_jwt_2fa.authentication.Jwt2faAuthentication"
    match_subclasses = True
    name = "jwt2faAuth"


class Jwt2faCookieScheme(OpenApiAuthenticationExtension):
    """The same, or the access token in a cookie where the project has that."""

    target_class = "drf_jwt_2fa.authentication.Jwt2faCookieAuthentication"
    match_subclasses = True
    priority = 1
    name = [Jwt2faScheme.name, "accessCookie"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        """Return the header, and the cookie."""
        name = jar.make_name(jar.ACCESS, is_secure=True)
        cookie = {"type": "apiKey", "in": "cookie", "name": name}
        scheme: Any = Jwt2faScheme
        return [scheme(self.target).get_security_definition(auto_schema), cookie]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        """Return the alternatives."""
        names = self.name if api_settings.TOKEN_TRANSPORT != BODY else self.name[:1]
        return [{name: []} for name in names]
