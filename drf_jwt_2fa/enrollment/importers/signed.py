"""Values that Django signed, as its releases of today do, on any release."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable
from typing import Any

from .values import BrokenRowError

_UNKNOWN = "no key has signed the secret: is SECRET_KEY_FALLBACKS set?"
_LONGEST = 4096


def read_signed(text: Any, salt: str, keys: Iterable[bytes]) -> str:
    """Return what was signed with one of the keys (`django.core.signing.Signer`)."""
    if not isinstance(text, str):
        raise BrokenRowError("there is no secret")
    value, _colon, signature = text.rpartition(":")
    for key in keys:
        # Django 2.2 would make it with SHA-1.
        derived = hashlib.sha256(f"{salt}signer".encode() + key).digest()
        digest = hmac.digest(derived, value.encode(), "sha256")
        expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if hmac.compare_digest(expected.encode(), signature.encode()):
            return value
    raise BrokenRowError(_UNKNOWN)


def read_dumped(text: Any, salt: str, keys: Iterable[bytes]) -> Any:
    """Return the value of `django.core.signing.dumps`, of whatever age."""
    payload = read_signed(text, salt, keys).rpartition(":")[0]
    try:
        bare = payload.lstrip(".")
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        if payload != bare:
            data = zlib.decompressobj().decompress(data, _LONGEST)
        return json.loads(data)
    except (ValueError, zlib.error) as error:
        raise BrokenRowError("the secret cannot be read") from error
