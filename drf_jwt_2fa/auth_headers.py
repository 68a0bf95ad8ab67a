"""The request header that carries the access token, as Simple JWT reads it."""

from __future__ import annotations

from typing import Any


def get_scheme() -> str:
    """Return the word before the token: the first of ``AUTH_HEADER_TYPES``."""
    types = _get_settings().AUTH_HEADER_TYPES
    # Simple JWT takes a single word for a tuple of one.
    return str(types if isinstance(types, str) else types[0])


def get_environ_key() -> str:
    """Return the key of the header in ``request.META``."""
    return str(_get_settings().AUTH_HEADER_NAME)


def get_name() -> str:
    """Return the name of the header, say ``Authorization``."""
    key = get_environ_key()
    name = key[len("HTTP_") :] if key.startswith("HTTP_") else key
    return name.replace("_", "-").title()


def _get_settings() -> Any:
    # Importing them needs Django's settings, and a project's settings may import our
    # exceptions.
    from rest_framework_simplejwt import settings as simple_jwt  # noqa: PLC0415

    return simple_jwt.api_settings
