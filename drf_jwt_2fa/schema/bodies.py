"""Bodies of answers as components of the schema, under names that clients know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent, get_class
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework.serializers import BaseSerializer


class Body(BaseSerializer):  # type: ignore[type-arg]  # not on old releases
    """A body that a schema describes; other bodies in the schema become references."""

    body_schema: ClassVar[dict[str, Any]]


# Two views of the same kind have the same component, and so the same class.
_made: dict[tuple[str, str], type[Body]] = {}


class BodyExtension(OpenApiSerializerExtension):
    """Describes bodies, and gives those that differ different names."""

    target_class = Body
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        """Return the name, with a number if it is that of another body.

        It may be: a subclass of a view may issue tokens of another class.
        """
        body = get_class(self.target)
        name, number = str(body.__name__), 1
        while _is_of_another(auto_schema.registry, name, body):
            number += 1
            name = f"{body.__name__}{number}"
        return name

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema, with references to the bodies in it."""

        def refer(body: type[Body]) -> Any:
            return auto_schema.resolve_serializer(body, direction).ref

        schema: dict[str, Any] = _replace_bodies(self.target.body_schema, refer)
        return schema


def make_body_class(name: str, schema: Mapping[str, Any]) -> type[Body]:
    """Return the class of a body with this name and schema."""
    key = (name, json.dumps(schema, default=id))
    return _made.setdefault(key, type(name, (Body,), {"body_schema": dict(schema)}))


def make_answer(
    name: str,
    properties: Mapping[str, Any],
    example: Mapping[str, Any],
    optional: Iterable[str] = (),
    *,
    description: str = "",
    is_open: bool = False,
) -> OpenApiResponse:
    """Return the answer with these properties, and the example of one.

    An open one may have more of them, which are not known.
    """
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties)}
    required = [key for key in properties if key not in set(optional)]
    # An empty list is none (JSON Schema Wright Draft 00, 5.15).
    if required:
        schema["required"] = required
    if is_open:
        schema["additionalProperties"] = True
    if description:
        schema["description"] = description
    examples = [OpenApiExample(name, dict(example))]
    return OpenApiResponse(make_body_class(name, schema), examples=examples)


def make_either(name: str, *answers: OpenApiResponse) -> OpenApiResponse:
    """Return the answer that is one of these."""
    if len(answers) == 1:
        return answers[0]
    bodies: list[Any] = [answer.response for answer in answers]
    # A body with the keys of two of them would be none for `oneOf`.
    keyword = "anyOf" if _overlap([body.body_schema for body in bodies]) else "oneOf"
    return OpenApiResponse(
        make_body_class(name, {keyword: bodies}),
        examples=[example for answer in answers for example in answer.examples],
    )


def _overlap(schemas: list[dict[str, Any]]) -> bool:
    return any(
        set(one["required"]) <= set(other["properties"])
        for one in schemas
        for other in schemas
        if one is not other
    )


def _is_of_another(registry: Any, name: str, body: type[Body]) -> bool:
    try:
        component = registry[name, ResolvedComponent.SCHEMA]
    except KeyError:
        return False
    return get_class(component.object) is not body


def _replace_bodies(schema: Any, refer: Callable[[type[Body]], Any]) -> Any:
    if isinstance(schema, dict):
        return {key: _replace_bodies(value, refer) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_replace_bodies(value, refer) for value in schema]
    if isinstance(schema, type):
        return refer(schema)
    return schema
