"""Building blocks of the descriptions of all endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework.views import APIView

from ..settings import api_settings
from . import errors

Operation = Callable[[Any], Any]

CODE_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJqdGkiOiI0.4nsG3…"
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoi.t-IDcV…"
DEVICE_TOKEN = "mVfqb3X2ZK0p4rYwHc8uT1nGJ6sDkLxA9eQiWzR5oBg"
STRING = {"type": "string"}
SECONDS = {"type": "integer", "description": "In seconds."}
CHALLENGE = {
    "type": "object",
    "additionalProperties": True,
    "description": "What the client needs to answer: for passkeys, the argument of"
    " `PublicKeyCredential.parseRequestOptionsFromJSON`.",
}

_RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    required=True,
    description="Seconds until it makes sense to try again (RFC 9110, 10.2.3).",
    response=[429],
)
_WWW_AUTHENTICATE = OpenApiParameter(
    "WWW-Authenticate",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The scheme of the API (RFC 9110, 11.6.1).",
    response=[401],
)


def describe_operation(
    *,
    summary: str,
    description: str | None,
    tag: str,
    answer: OpenApiResponse | None,
    errors_of: Iterable[errors.ErrorClass],
    requests: Mapping[str, Mapping[str, Any]],
    field: str = "code_token",
    status: int = 200,
    parameters: Iterable[OpenApiParameter] = (),
    **more: Any,
) -> Operation:
    """Return what describes a method of a view, as a decorator of it.

    The `requests` are examples by their names; `field` is the one that is missing in
    the example of a malformed request.  The `status` is that of the answer.
    """
    return extend_schema(
        summary=summary,
        description=description,
        tags=[tag],
        parameters=[_RETRY_AFTER, _WWW_AUTHENTICATE, *parameters],
        responses={status: answer, **errors.describe(errors_of, field)},
        examples=[
            OpenApiExample(name, value, request_only=True)
            for name, value in requests.items()
        ],
        **more,
    )


def has_own_schema(view: type[APIView], method: str) -> bool:
    """Return whether this method of the view has its own schema."""
    return "schema" in getattr(getattr(view, method), "kwargs", {})


def get_token_keys(token_class: Any) -> list[str]:
    """Return the keys that tokens of this class have in answers."""
    if hasattr(token_class, "access_token"):
        return [
            api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY,
            api_settings.AUTH_RESULT_REFRESH_TOKEN_KEY,
        ]
    return [api_settings.AUTH_RESULT_OTHER_TOKEN_KEY]


def make_token_answer(keys: Iterable[str] = ()) -> OpenApiResponse:
    """Return the answer that has tokens under these keys and nothing else."""
    tokens = list(keys)
    return make_answer(dict.fromkeys(tokens, STRING), dict.fromkeys(tokens, TOKEN))


def make_device_answer(
    keys: Iterable[str], *, is_optional: bool = False
) -> OpenApiResponse:
    """Return the answer that has tokens under these keys, and that of a device.

    It is optional where the client has to ask for it, and then tells how long it lasts.
    """
    tokens, key = list(keys), api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
    properties: dict[str, Any] = dict.fromkeys([*tokens, key], STRING)
    example: dict[str, Any] = {**dict.fromkeys(tokens, TOKEN), key: DEVICE_TOKEN}
    if not is_optional:
        return make_answer(properties, example)
    seconds = f"{key}_expires_in"
    properties[seconds] = {"type": "integer", "description": "In seconds."}
    return make_answer(
        properties, {**example, seconds: 2592000}, optional=[key, seconds]
    )


def make_either(*answers: OpenApiResponse) -> OpenApiResponse:
    """Return the answer that is one of these."""
    schema = {"oneOf": [answer.response for answer in answers]}
    examples = [
        OpenApiExample(f"answer {number}", example.value)
        for number, answer in enumerate(answers, 1)
        for example in answer.examples
    ]
    return OpenApiResponse(schema, examples=examples)


def make_answer(
    properties: Mapping[str, Any],
    example: Mapping[str, Any],
    optional: Iterable[str] = (),
) -> OpenApiResponse:
    """Return the answer with these properties, and the example of one."""
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties)}
    required = [key for key in properties if key not in set(optional)]
    if required:
        schema["required"] = required
    return OpenApiResponse(schema, examples=[OpenApiExample("answer", dict(example))])
