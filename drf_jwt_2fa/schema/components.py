"""The bodies of errors as components of the schema, which clients know by name."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    ParseError,
    ValidationError,
)
from rest_framework.serializers import BaseSerializer

from ..settings import api_settings
from .handled_errors import infer_schema, is_handled_by_project, make_body

_STRING = {"type": "string"}
_CODE = {"type": "string", "description": "For programs: never changes."}
_FIELDS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": _STRING},
}


class _ErrorBody(BaseSerializer):  # type: ignore[type-arg]  # not on old releases
    samples: ClassVar[tuple[type[APIException], ...]]

    @classmethod
    @abstractmethod
    def describe(cls) -> dict[str, Any]:
        """Return the schema, for REST framework's own handler."""


class TwoFactorError(_ErrorBody):
    """An error of a request as a whole."""

    samples = (AuthenticationFailed,)

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Return the schema of REST framework's ``detail``, with our code."""
        detail = {"type": "string", "description": "For people, and translated."}
        properties: dict[str, Any] = {"detail": detail}
        if api_settings.ERROR_CODE_IN_BODY:
            properties["code"] = _CODE
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
        }


class TwoFactorFieldErrors(_ErrorBody):
    """Errors of a request, by field."""

    samples = (ValidationError, ParseError)

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Return the schema of the errors by field, with our code."""
        schema: dict[str, Any] = {
            "type": "object",
            "description": "What is wrong, by field; `detail` if the body cannot be"
            " read.",
            "properties": {"detail": _STRING},
            # Fields may have any name, `code` and `detail` among them.
            "additionalProperties": True,
        }
        if api_settings.ERROR_CODE_IN_BODY:
            schema["properties"].update(code=_CODE, errors=_FIELDS)
            schema["required"] = ["code"]
        return schema


class ErrorBodyExtension(OpenApiSerializerExtension):
    """Describes the bodies that the project's exception handler makes."""

    target_class = _ErrorBody
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the bodies."""
        if not is_handled_by_project():
            return self.target.describe()  # type: ignore[no-any-return]
        return _infer_from([make_body(error) for error in self.target.samples])


def _infer_from(bodies: list[Any]) -> dict[str, Any]:
    if None in bodies:
        return {"type": "object", "additionalProperties": True}
    schemas = [infer_schema(body) for body in bodies]
    if all(schema == schemas[0] for schema in schemas):
        return schemas[0]
    return {"anyOf": schemas}
