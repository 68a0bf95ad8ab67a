"""The tokens of trusted devices: random, and each made from the one before it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator

_BYTES = 32


def make_token() -> str:
    """Return a new random token of 43 characters (base64url; RFC 4648, 5)."""
    return _encode(secrets.token_bytes(_BYTES))


def make_successor(token: str, key: str) -> str:
    """Return the token that replaces this one when it is used.

    The same one each time: an answer that got lost can be given again.
    """
    return _encode(hmac.digest(key.encode(), token.encode(), "sha256"))


def follow(token: str, key: str, number: int) -> Iterator[str]:
    """Yield the token and so many of its successors."""
    yield token
    for _ in range(number):
        token = make_successor(token, key)
        yield token


def digest(token: str) -> str:
    """Return what is stored of the token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
