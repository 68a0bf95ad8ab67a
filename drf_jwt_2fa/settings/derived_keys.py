"""Values that keys are made of, and keys derived from Django's ``SECRET_KEY``."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from ..utils import unpadded_base64

# What an unset environment variable becomes on its way to a setting.  Such a "key" is
# public: anybody could sign with it.
_NO_KEYS = ("", "None")


def is_key(value: Any) -> bool:
    """Return whether a key may be made of this value."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return isinstance(value, str) and value.strip() not in _NO_KEYS


def derive_code_token_secret_key(secret_key: str | bytes) -> str:
    """Return the key that signs code tokens under this ``SECRET_KEY``."""
    return derive_key("code", secret_key)


def derive_code_extension_secret(secret_key: str | bytes) -> str:
    """Return the secret that extends codes under this ``SECRET_KEY``."""
    return derive_key("ext", secret_key)


# Remembered, since a login asks for the same keys several times.
@lru_cache(maxsize=64)
def derive_key(purpose: str, secret_key: str | bytes) -> str:
    """Return the key for this purpose under a ``SECRET_KEY`` of text or bytes.

    Bytes need not be UTF-8: a key may be what `os.urandom` gave.
    """
    key = secret_key.encode() if isinstance(secret_key, str) else secret_key
    return unpadded_base64(hashlib.sha256(f"2fa-{purpose}-".encode() + key).digest())
