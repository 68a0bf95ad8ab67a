"""How OpenAPI describes who may enrol a first method."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class EnrollmentScheme(OpenApiAuthenticationExtension):
    """A bearer token (RFC 6750) that is an access token or an enrolment token."""

    target_class = "drf_jwt_2fa.enrollment.authentication.EnrollmentAuthentication"
    name = "enrollmentAuth"
    # The core describes its subclasses, too.
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the description of the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token, or the enrolment token of a login.",
        }
