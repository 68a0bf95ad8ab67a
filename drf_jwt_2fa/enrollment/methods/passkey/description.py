"""Describe passkeys to their owner, and their owner to authenticators."""

from __future__ import annotations

from typing import Any

from ....utils import base64url
from ...models import Passkey
from ...store.passkeys import find_user_handle, get_transports
from .relying_party import get_relying_party


def describe_passkey(key: Passkey) -> dict[str, Any]:
    """Return what its owner may know of the passkey."""
    return {
        "id": str(key.uid),
        "name": key.name,
        "aaguid": key.aaguid,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "is_discoverable": key.is_discoverable,
        "is_backed_up": key.is_backed_up,
        "is_synced": key.is_backup_eligible,
        "transports": get_transports(key),
    }


def describe_for_signals(user: Any, keys: list[Passkey]) -> dict[str, Any] | None:
    """Return the arguments of the Signal API, `None` if the user never had a passkey.

    With them, password managers hide passkeys that were removed (WebAuthn L3, 5.1.10).
    """
    handle = find_user_handle(user.pk)
    if handle is None:
        return None
    return {
        "rpId": get_relying_party().id,
        "userId": handle,
        "allAcceptedCredentialIds": [
            base64url(bytes(key.credential_id)) for key in keys
        ],
        "name": str(user.get_username()),
        "displayName": get_display_name(user),
    }


def get_display_name(user: Any) -> str:
    """Return the name of the user for people; it need not be unique."""
    # User models need not derive from Django's base class.
    get_full_name = getattr(user, "get_full_name", None)
    return str((get_full_name and get_full_name()) or user.get_username())
