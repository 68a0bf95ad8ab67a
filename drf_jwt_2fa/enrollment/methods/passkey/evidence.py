"""Evidence in the answer of a passkey."""

from __future__ import annotations

from ...models import Passkey
from .values import CeremonyError


def check_passwordless(key: Passkey) -> None:
    """Raise `WrongAnswerError` if the passkey is no login by itself.

    It must have been made with user verification, or used so after a password, and must
    not be one that was made to be found by its ID alone.
    """
    if not key.is_uv_initialized:
        raise CeremonyError("user_verification_not_initialized")
    if key.is_discoverable is False:
        raise CeremonyError("not_discoverable")


def get_amr(*, is_synced: bool, is_user_verified: bool) -> tuple[str, ...]:
    """Return values of RFC 8176, 2, as far as the authenticator asserts them.

    There is no attestation: a key that says it cannot be copied is believed.
    """
    kind = "swk" if is_synced else "hwk"
    return (kind, "pop", "user", *(("mfa",) if is_user_verified else ()))
