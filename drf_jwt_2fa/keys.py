"""The keys of code tokens, current and retired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from .derived_keys import derive_code_extension_secret, derive_code_token_secret_key
from .settings import api_settings
from .utils import hash_string


@dataclass(frozen=True)
class CodeTokenKeys:
    """What one generation of code tokens is made with; never shown in a `repr`."""

    signing_key: str = field(repr=False)
    extension_secret: str = field(repr=False)


_keys_in_use: ContextVar[CodeTokenKeys | None] = ContextVar("keys", default=None)


@contextmanager
def use_keys(keys: CodeTokenKeys) -> Iterator[None]:
    """Make these the current keys, for reading a code token that was made with them."""
    reset = _keys_in_use.set(keys)
    try:
        yield
    finally:
        _keys_in_use.reset(reset)


def current_keys() -> CodeTokenKeys:
    """Return the keys in use: those that new code tokens are made with."""
    return _keys_in_use.get() or CodeTokenKeys(
        api_settings.CODE_TOKEN_SECRET_KEY, api_settings.CODE_EXTENSION_SECRET
    )


def get_key_space() -> str:
    """Return what tells our entries in a cache from those of other sites.

    Sites that share a cache server must not count each other's attempts.
    """
    return _derive_key_space(current_keys().signing_key)


def all_keys() -> list[CodeTokenKeys]:
    """Return the keys of all code tokens that are still accepted, current first.

    A signing key that is derived from ``SECRET_KEY`` has a predecessor for each of
    ``SECRET_KEY_FALLBACKS``, with the extension secret of that same generation.  An
    explicit one has those in ``CODE_TOKEN_SECRET_KEY_FALLBACKS``; they share the
    current extension secret.
    """
    keys = [current_keys()]
    if "CODE_TOKEN_SECRET_KEY" not in api_settings.user_settings:
        keys += map(_derived_keys, getattr(settings, "SECRET_KEY_FALLBACKS", ()))
    return keys + [
        CodeTokenKeys(signing_key, api_settings.CODE_EXTENSION_SECRET)
        for signing_key in api_settings.CODE_TOKEN_SECRET_KEY_FALLBACKS
    ]


@lru_cache(maxsize=8)
def _derive_key_space(signing_key: str) -> str:
    return hash_string("2fa-cache-" + signing_key)[:16]


def _derived_keys(secret_key: str) -> CodeTokenKeys:
    explicit_secret = api_settings.user_settings.get("CODE_EXTENSION_SECRET")
    return CodeTokenKeys(
        derive_code_token_secret_key(secret_key),
        explicit_secret or derive_code_extension_secret(secret_key),
    )
