"""The answers to challenges in the schema: a code, or a credential."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import (
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)

from ..methods import CODE, CREDENTIAL

_DESCRIPTION = (
    "For methods that take a credential, instead of a code: for passkeys, what"
    " `PublicKeyCredential.toJSON` returns."
)


class AnswerExtension(OpenApiSerializerExtension):
    """Describes that exactly one of the two answers is required."""

    target_class = "drf_jwt_2fa.serializers.answers.AnswerMixin"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the request."""
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        fields = self.target.fields
        if CREDENTIAL in fields and fields["code_token"].required:
            schema["oneOf"] = [{"required": [CODE]}, {"required": [CREDENTIAL]}]
        return schema


class CredentialExtension(OpenApiSerializerFieldExtension):
    """Describes the JSON object."""

    target_class = "drf_jwt_2fa.serializers.fields.CredentialField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of any JSON object."""
        return {
            "type": "object",
            "additionalProperties": True,
            "description": _DESCRIPTION,
        }
