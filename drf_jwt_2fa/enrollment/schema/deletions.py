"""The body of a DELETE, which drf-spectacular leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...schema.operations import Operation

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema as Base
else:
    Base = object


def add_body(
    operation: Operation, serializer_class: type[Any], example: Mapping[str, str]
) -> Operation:
    """Return what describes a DELETE whose body the serializer reads.

    The class of the schema stays the one that the project has.
    """

    def decorate(method: Any) -> Any:
        described = operation(method)
        name, schema = "DeletionSchema", described.kwargs["schema"]
        body = {"serializer_class": serializer_class, "example": example}
        described.kwargs["schema"] = type(name, (_DeletionSchema, schema), body)
        return described

    return decorate


class _DeletionSchema(Base):
    serializer_class: type[Any]
    example: Mapping[str, str]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation: Any = super().get_operation(*args, **kwargs)
        component = self.resolve_serializer(self.serializer_class(), "request")
        examples = {"request": {"value": dict(self.example)}}
        media_types = {
            media_type: {"schema": component.ref, "examples": examples}
            for media_type in self.map_parsers()
        }
        operation["requestBody"] = {"content": media_types, "required": True}
        return operation
