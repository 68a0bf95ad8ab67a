"""Fingerprints of accounts, by which a change between the two steps is noticed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.contrib.auth.hashers import is_password_usable
from django.db import router
from django.db.models import Model

from .utils import get_email_address


def account_fingerprint(user: Any, epoch: int | None, secret: str) -> str:
    """Return what changes with the user's key, database, e-mail address or epoch.

    The database is part of it: tenants with a database each have users with the same
    keys.  The password is not: see `password_fingerprint`.
    """
    parts = ("account", user.pk, find_database(user), get_email_address(user), epoch)
    message = json.dumps([None if part is None else str(part) for part in parts])
    # Keyed: who reads the cache or the code token must not learn of addresses.
    return hmac.digest(secret.encode(), message.encode(), "sha256").hex()


def bind_password(account: str, password: str, secret: str) -> str:
    """Return both fingerprints as one, for the claims of a code token."""
    message = f"{account}:{password}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:32]


def password_fingerprint(user: Any) -> str:
    """Return what changes with the user's key or password.

    No key is part of it, so that it outlives their rotation: the stored hash that it is
    made of is salted, and nobody can guess that.
    """
    parts = json.dumps([str(user.pk), _get_password(user)])
    return hashlib.sha256(b"2fa-owner" + parts.encode()).hexdigest()


def find_database(user: Any) -> str:
    """Return the alias of the primary database of the user, "" for one without any."""
    return router.db_for_write(type(user)) if isinstance(user, Model) else ""


def _get_password(user: Any) -> str | None:
    """Return the stored hash of a usable password.

    Back ends that know passwords from elsewhere store a new unusable one at each login;
    that is no new password.
    """
    password = getattr(user, "password", None)
    if isinstance(password, str) and is_password_usable(password):
        return password
    return None
