"""Keys that follow from Django's ``SECRET_KEY``."""

from __future__ import annotations

from functools import lru_cache

from django.utils.encoding import force_str

from .utils import hash_string


# Remembered, since a login asks for them ten times over; another key, another answer.
@lru_cache(maxsize=8)
def derive_code_token_secret_key(secret_key: str | bytes) -> str:
    """Return the key that signs code tokens under this ``SECRET_KEY``."""
    return hash_string("2fa-code-" + force_str(secret_key))


@lru_cache(maxsize=8)
def derive_code_extension_secret(secret_key: str | bytes) -> str:
    """Return the secret that extends codes under this ``SECRET_KEY``."""
    return hash_string("2fa-ext-" + force_str(secret_key))
