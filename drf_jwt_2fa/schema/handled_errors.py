"""The bodies of errors as the project's exception handler makes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings as rest_framework
from rest_framework.views import APIView, exception_handler

from ..settings import api_settings
from ..views.error_bodies import add_error_code

# In a sample, the field that stands for any.
ANY_FIELD = "field_name"


def is_handled_by_project() -> bool:
    """Return whether the project replaces REST framework's own handler."""
    return rest_framework.EXCEPTION_HANDLER is not exception_handler


def make_body(error_class: type[APIException], field: str = ANY_FIELD) -> Any:
    """Return the body of such an error; `field` is one of the request.

    Return `None` if it cannot be known: handlers are written for real requests.
    """
    if is_handled_by_project() and status.is_server_error(error_class.status_code):
        # It may report those to the people on call.
        return None
    try:
        return _handle(_make_sample(error_class, field))
    except Exception:
        return None


def infer_schema(body: Any) -> dict[str, Any]:
    """Return the schema that bodies like this one have; `None` means any."""
    if isinstance(body, dict):
        return _infer_object(body)
    if isinstance(body, list):
        return {"type": "array", "items": infer_schema(body[0]) if body else {}}
    # Each `bool` is an `int`, too.
    for python_type, name in (
        *((str, "string"), (bool, "boolean")),
        *((int, "integer"), (float, "number")),
    ):
        if isinstance(body, python_type):
            return {"type": name}
    return {}


def _infer_object(body: dict[str, Any]) -> dict[str, Any]:
    properties = {key: infer_schema(value) for key, value in body.items()}
    any_field = properties.pop(ANY_FIELD, True)
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": any_field,
    }


def _make_sample(error_class: type[APIException], field: str) -> APIException:
    if issubclass(error_class, ValidationError):
        text = ErrorDetail("This field is required.", "required")
        return error_class({field: [text]})
    try:
        return error_class()
    except TypeError:
        # Its constructor takes more than the body shows.
        sample = error_class.__new__(error_class)
        APIException.__init__(sample)
        return sample


def _handle(error: APIException) -> Any:
    request = HttpRequest()
    request.method = "POST"
    view = APIView()
    view.request = Request(request)
    context = {"view": view, "args": (), "kwargs": {}, "request": view.request}
    handler: Any = rest_framework.EXCEPTION_HANDLER
    with _keeping_transactions():
        response = handler(error, context)
    if not isinstance(response, Response):
        return json.loads(response.content)
    body = response.data
    if api_settings.ERROR_CODE_IN_BODY:
        body = add_error_code(body, error)
    return json.loads(JSONRenderer().render(body))


@contextmanager
def _keeping_transactions() -> Iterator[None]:
    # REST framework rolls the transaction of the request back, and it would be that in
    # which somebody asks for the schema.
    running = [one for one in connections.all() if one.in_atomic_block]
    before = [one.get_rollback() for one in running]
    try:
        yield
    finally:
        for connection, needs_rollback in zip(running, before, strict=True):
            connection.set_rollback(needs_rollback)
