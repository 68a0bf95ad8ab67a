"""Fingerprints of accounts, by which a change between the two steps is noticed."""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.contrib.auth.hashers import is_password_usable

from .keys import current_keys
from .utils import get_email_address


def account_fingerprint(user: Any, enrolled: str) -> str:
    """Return what changes with the user's key, password, e-mail address or methods."""
    parts = ("account", user.pk, _get_password(user), get_email_address(user), enrolled)
    return _digest(*parts)


def owner_fingerprint(user: Any) -> str:
    """Return what changes with the user's key or password."""
    return _digest("owner", user.pk, _get_password(user))


def _get_password(user: Any) -> str | None:
    """Return the stored hash of a usable password.

    Back ends that know passwords from elsewhere store a new unusable one at each login;
    that is no new password.
    """
    password = getattr(user, "password", None)
    if isinstance(password, str) and is_password_usable(password):
        return password
    return None


def _digest(*parts: object) -> str:
    # Keyed: whoever reads the cache must not learn of hashes or addresses.
    secret = current_keys().extension_secret
    message = json.dumps([None if part is None else str(part) for part in parts])
    return hmac.digest(secret.encode(), message.encode(), "sha256").hex()
