"""Which methods of the second factor complete a login."""

from __future__ import annotations

from typing import Any

from .methods import Method
from .settings import api_settings


def is_trusted(method: Method, user: Any) -> bool:
    """Return whether a login of the user by this method is complete."""
    trusted = api_settings.TRUSTED_2FA_METHODS
    if callable(trusted):
        trusted = trusted(user)
    return trusted is None or method.name in trusted
