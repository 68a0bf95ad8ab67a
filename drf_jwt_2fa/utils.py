"""Small helpers that every layer may use."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any, Protocol

from rest_framework.exceptions import PermissionDenied


class _Hash(Protocol):
    def digest(self) -> bytes: ...


def unpadded_base64(data: bytes) -> str:
    """Return `data` in the standard base 64 alphabet, without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def hash_string(
    string: str,
    hasher: Callable[[bytes], _Hash] = hashlib.sha256,
    formatter: Callable[[bytes], str] = unpadded_base64,
) -> str:
    """Return the digest that `hasher` makes of `string`, as `formatter` writes it."""
    return formatter(hasher(string.encode("utf-8")).digest())


def get_code_token_hash(token: str, prefix_len: int = 81) -> str:
    """Return the characters of a code token that tell it from all others.

    A code token starts with 36 characters of header and a dot; the 8 characters after
    it spell ``{"jti"`` in every token.  The 36 characters that follow hold the whole
    22-character JWT ID (RFC 7519, section 4.1.7).
    """
    _header, _dot, payload_start = token[:prefix_len].partition(".")
    return payload_start[8:]


def check_user_validity(user: Any) -> None:
    """Raise `PermissionDenied` if the user is not active."""
    if not user.is_active:
        raise PermissionDenied
