"""OpenAPI schemas of the bodies of the enrolment endpoints, with examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.plumbing import append_meta
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from ...methods import get_methods
from ...schema.bodies import make_answer, make_body_class
from ...schema.login_answers import adds_to_logins, make_tokens_answer
from ...schema.operations import CODE_TOKEN, STRING
from ..methods import RecoveryCodeMethod
from ..methods.recovery_code.method import CODES_LEFT, NUMBER_OF_CODES
from ..serializers import OtherPasskeySerializer, ProofSerializer

PROOF = {"code_token": CODE_TOKEN, "code": "471100"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODES = {
    "type": "array",
    "items": STRING,
    "minItems": NUMBER_OF_CODES,
    "maxItems": NUMBER_OF_CODES,
    "description": "Shown only once; each is good for one login.",
}
CODES_EXAMPLE = [f"7K3P-0Q2Z-M8VT-{number:04}" for number in range(NUMBER_OF_CODES)]
TIME = {"type": "string", "format": "date-time"}


class _AllOptional(serializers.Serializer):  # type: ignore[type-arg]
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, all optional: a first enrolment has none."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
            # What a form leaves blank is not there.
            setattr(field, "allow_blank", True)  # noqa: B010  # Not all fields have it.
        return fields


class SetupSerializer(_AllOptional, ProofSerializer):
    """The request of a first setup and of a later one."""


class PasskeySetupSerializer(_AllOptional, OtherPasskeySerializer):
    """The request of a first setup of a passkey and of a later one."""


def make_overview() -> OpenApiResponse:
    """Return the answer that shows what is enrolled."""
    properties = {
        "methods": {"type": "array", "items": _describe_method()},
        "preferred": make_nullable(STRING),
        "recovery_codes_left": CODES_LEFT,
    }
    enrolled = {
        "name": "totp",
        "created_at": "2030-01-01T12:00:00Z",
        "last_used_at": "2030-01-02T12:00:00Z",
        "is_disabled": False,
        "is_trusted": True,
    }
    example = {"methods": [enrolled], "preferred": "totp", "recovery_codes_left": 10}
    return make_answer("TwoFactorOverview", properties, example)


def make_changed() -> OpenApiResponse:
    """Return the answer to a change that has nothing to show but new tokens."""
    return make_tokens_answer("TwoFactorChange")


def make_confirmation(
    name: str,
    properties: Mapping[str, Any] | None = None,
    example: Mapping[str, Any] | None = None,
    *,
    is_open: bool = False,
) -> OpenApiResponse:
    """Return the answer to a confirmation, with recovery codes if they are new.

    It may complete a login.
    """
    has_codes = RecoveryCodeMethod.name in get_methods()
    codes = {"recovery_codes": CODES} if has_codes else {}
    return make_tokens_answer(
        name,
        {**(properties or {}), **codes},
        {**(example or {}), **dict.fromkeys(codes, CODES_EXAMPLE)},
        optional=codes,
        is_open=is_open or adds_to_logins(),
    )


def _describe_method() -> Any:
    properties = {
        "name": STRING,
        "created_at": TIME,
        "last_used_at": make_nullable(TIME),
        "is_disabled": {"type": "boolean"},
        "is_trusted": {"type": "boolean"},
    }
    return make_full_body("TwoFactorEnrolledMethod", properties)


def make_full_body(name: str, properties: Mapping[str, Any]) -> Any:
    """Return the body that has all of these properties."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return make_body_class(name, schema)


def make_nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the same, or null."""
    # Each version of OpenAPI has its own way to express it.
    nullable: dict[str, Any] = append_meta(dict(schema), {"nullable": True})
    return nullable
