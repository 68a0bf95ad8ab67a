"""The OpenAPI security scheme for enrolment tokens."""

from __future__ import annotations

from typing import Any

from ...schema.authentication import Jwt2faScheme


class EnrollmentScheme(Jwt2faScheme):
    """A token that is an access token or an enrolment token."""

    target_class = "drf_jwt_2fa.enrollment.authentication.EnrollmentAuthentication"
    name = "enrollmentAuth"
    # The core describes its subclasses, too.
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the description of the scheme, in the header that Simple JWT reads."""
        definition = super().get_security_definition(auto_schema)  # type: ignore[no-untyped-call]
        text = "An access token, or the enrolment token of a login."
        if "description" in definition:
            text = f"{text} {definition['description']}."
        return {**definition, "description": text}
