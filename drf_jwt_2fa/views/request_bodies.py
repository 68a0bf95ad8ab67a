"""Read request bodies, however malformed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer


def check_body(request: Request) -> None:
    """Raise `ParseError` for a body that its parser cannot read.

    Raise `ValidationError` for a field with text that UTF-8 cannot express: JSON can
    spell half of a surrogate pair, and nothing that handles text is prepared for it.
    """
    data = _parse(request)
    if isinstance(data, Mapping):
        halves = [name for name in data if not _is_encodable(data[name])]
        if halves:
            message = _("Surrogate characters are not allowed.")
            raise ValidationError({_escape(name): [message] for name in halves})


def _parse(request: Request) -> Any:
    try:
        return request.data
    except (APIException, UnreadablePostError):
        raise
    except Exception as error:
        # JSON that is nested a thousand times, ten thousand form fields, a charset
        # that is a compression: each is an error of its own kind.
        raise ParseError from error


def _is_encodable(value: Any) -> bool:
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True


def _escape(name: str) -> str:
    """Return the name of a field as an answer can have it: it may be half a pair."""
    return name.encode("utf-8", "backslashreplace").decode()


def read_fields_once(serializer: BaseSerializer[Any], data: Any) -> None:
    """Let the serializer read its fields now and use the result when it is validated.

    Raise `ValidationError` if a field is missing or malformed.
    """
    attrs = serializer.to_internal_value(data)
    serializer.to_internal_value = lambda data: attrs  # type: ignore[method-assign]
