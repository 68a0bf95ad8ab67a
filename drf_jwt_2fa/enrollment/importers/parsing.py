"""Parse the values in rows of other packages; what is broken has a reason."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_naive

from .values import BrokenRowError

# RFC 4226, 4: at least 128 bits; old releases of some packages made 80.
SHORTEST_SECRET, LONGEST_SECRET = 10, 64
SAFE_SECRET = 16


def read_base32(text: Any) -> bytes:
    """Return the secret of an app that is written in base 32."""
    if not isinstance(text, str) or not text:
        raise BrokenRowError("there is no secret")
    # As apps and pyotp read it.
    bare = text.upper().replace(" ", "").replace("-", "").rstrip("=")
    try:
        return _check_length(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    except ValueError as error:
        raise BrokenRowError("the secret is not base32") from error


def read_hex_secret(text: Any) -> bytes:
    """Return the secret of an app that is written in hexadecimal digits."""
    return _check_length(read_hex(text, "the secret is not hexadecimal"))


def read_hex(text: Any, reason: str) -> bytes:
    """Return the bytes that the hexadecimal digits stand for."""
    try:
        return binascii.unhexlify(text)
    except (TypeError, ValueError) as error:
        raise BrokenRowError(reason) from error


def read_base64url(text: Any, reason: str) -> bytes:
    """Return the bytes of base64url with or without padding."""
    try:
        bare = text.rstrip("=")
        return base64.b64decode(bare + "=" * (-len(bare) % 4), "-_", validate=True)
    except (AttributeError, ValueError) as error:
        raise BrokenRowError(reason) from error


def read_bytes(value: Any, reason: str) -> bytes:
    """Return what a binary column holds, in the type of any database."""
    if not isinstance(value, (bytes, bytearray, memoryview)) or not len(value):
        raise BrokenRowError(reason)
    return bytes(value)


def read_json(value: Any) -> Mapping[str, Any]:
    """Return the object in a JSON column, which some databases give as text."""
    data = _load_json(value)
    if not isinstance(data, dict):
        raise BrokenRowError("the data is not a JSON object")
    return data


def read_json_list(value: Any) -> list[Any]:
    """Return the list in a JSON column."""
    data = _load_json(value)
    if not isinstance(data, list):
        raise BrokenRowError("the data is not a JSON list")
    return data


def read_texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, without whatever else is in it."""
    values = value if isinstance(value, list) else []
    return tuple(one for one in values if isinstance(one, str))


def read_whole(value: Any, reason: str) -> int:
    """Return a whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BrokenRowError(reason)
    return value


def read_time(value: Any) -> datetime | None:
    """Return the time as the models of this project have it, `None` without one.

    Some databases give text, or leave out that it is UTC.
    """
    try:
        time = parse_datetime(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(time, datetime):
        return None
    if settings.USE_TZ:
        return time if is_aware(time) else time.replace(tzinfo=timezone.utc)
    return make_naive(time) if is_aware(time) else time


def _load_json(value: Any) -> Any:
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise BrokenRowError("the data is not JSON") from error


def _check_length(secret: bytes) -> bytes:
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        reason = f"the secret has {len(secret)} bytes, not {SHORTEST_SECRET} to"
        raise BrokenRowError(f"{reason} {LONGEST_SECRET}")
    return secret
