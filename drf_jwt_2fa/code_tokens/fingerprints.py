"""Fingerprints of accounts, to notice a change between the two steps."""

from __future__ import annotations

import hmac
import json
from typing import Any

from ..users import find_database
from ..utils import get_email_address


def account_fingerprint(user: Any, epoch: int | None, secret: str) -> str:
    """Return a value that changes with the user's key, database, e-mail address or
    epoch.

    The database is part of it, because tenants with a database each have users with the
    same keys.  The password is not: see `password_fingerprint`.
    """
    parts = ("account", user.pk, find_database(user), get_email_address(user), epoch)
    message = json.dumps([None if part is None else str(part) for part in parts])
    # Keyed: a reader of the cache or of the code token must not learn addresses.
    return hmac.digest(secret.encode(), message.encode(), "sha256").hex()


def bind_password(account: str, password: str, secret: str) -> str:
    """Return both fingerprints as one, for the claims of a code token."""
    message = f"{account}:{password}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:32]
