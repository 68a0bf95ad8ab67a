"""Seal and open the secrets in the tables, each bound to its user and purpose."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..models import PendingEnrollment, TotpSecret
from .encryption import Sealed, seal, unseal
from .rows import get_key_of


def seal_totp_secret(secret: bytes, user: Any) -> dict[str, str]:
    """Return the columns of a `TotpSecret` for the secret of the user."""
    return asdict(seal(secret, "totp", get_key_of(user)))


def unseal_totp_secret(row: TotpSecret) -> bytes:
    """Return the secret; raise `SecretUnreadableError` if no key opens it."""
    return unseal(Sealed(row.secret, row.key_id), "totp", row.method.user_id)


def seal_pending_secret(secret: bytes, name: str, user: Any) -> dict[str, str]:
    """Return the columns of a `PendingEnrollment` of this method."""
    return asdict(seal(secret, f"pending {name}", get_key_of(user)))


def unseal_pending_secret(row: PendingEnrollment) -> bytes:
    """Return the secret; raise `SecretUnreadableError` if no key opens it."""
    return unseal(Sealed(row.secret, row.key_id), f"pending {row.name}", row.user_id)


def reseal(row: TotpSecret | PendingEnrollment) -> dict[str, str]:
    """Return the columns of the row under the first key of the ring.

    Raise `SecretUnreadableError` if no key opens the secret.
    """
    if isinstance(row, TotpSecret):
        secret = unseal_totp_secret(row)
        return asdict(seal(secret, "totp", row.method.user_id))
    secret = unseal_pending_secret(row)
    return asdict(seal(secret, f"pending {row.name}", row.user_id))
