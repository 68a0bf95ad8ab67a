"""The answers to challenges in the schema: a code, or a credential."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import (
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)

from ..methods import CODE, CREDENTIAL
from .bodies import make_body_class

_DESCRIPTION = (
    "For methods that take a credential, instead of a code: for passkeys, what"
    " `PublicKeyCredential.toJSON` returns."
)


class AnswerExtension(OpenApiSerializerExtension):
    """Describes that exactly one of the two answers is required.

    They are two bodies with names: of one body with two lists of required properties,
    generators of clients make a body of anything.
    """

    target_class = "drf_jwt_2fa.serializers.answers.AnswerMixin"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the request."""
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        fields = self.target.fields
        if CREDENTIAL not in fields or not fields["code_token"].required:
            return schema
        # That of the request has a suffix, or has none.
        name = auto_schema._get_serializer_name(self.target, "response", True)
        bodies = [
            make_body_class(f"{name}By{this.title()}", _require(schema, this, other))
            for this, other in ((CODE, CREDENTIAL), (CREDENTIAL, CODE))
        ]
        refs = [auto_schema.resolve_serializer(one, direction).ref for one in bodies]
        return {"oneOf": refs}


def _require(schema: dict[str, Any], answer: str, other: str) -> dict[str, Any]:
    properties = {
        name: one for name, one in schema["properties"].items() if name != other
    }
    required = sorted({*schema["required"], answer})
    return {**schema, "properties": properties, "required": required}


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
