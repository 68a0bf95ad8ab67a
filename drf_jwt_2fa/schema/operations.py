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
from .auto_schema import name_operation

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
    name: str,
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

    Generated clients call it by its `name`.  The `requests` are examples by their
    names; `field` is the one that is missing in the example of a malformed request.
    The `status` is that of the answer.
    """
    operation = extend_schema(
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
    return name_operation(operation, name)


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
