"""Passkeys of other packages: read what authenticators attested, and check the keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from ...methods import get_methods
from ...settings import api_settings
from ..methods.passkey.values import CeremonyError
from .values import (
    PASSKEY,
    STUMBLES,
    BrokenRowError,
    Found,
    KnownPasskey,
    Options,
    Row,
    describe_stumble,
)

NO_AAGUID = "00000000-0000-0000-0000-000000000000"
_BROKEN = "the key cannot be read"
_MOST_COUNTED = 2**32 - 1
_LONGEST_ID = 1023  # bytes (WebAuthn L3, 7.1, step 25)


def note_passkeys(
    found: Found,
    rows: Iterable[Row],
    make: Callable[[Row], KnownPasskey],
    options: Options,
    *,
    knows_rp_id: bool = False,
) -> None:
    """Take the passkeys that `make` reads from the rows, but for broken ones.

    Packages that do not store what a key was made for leave that to the options.
    """
    for row in rows:
        obstacle = _find_obstacle(options, knows_rp_id=knows_rp_id)
        if obstacle:
            found.refuse(PASSKEY, obstacle)
            continue
        try:
            found.passkeys.append(_check(make(row)))
        except BrokenRowError as error:
            found.refuse(PASSKEY, error.reason)
        except STUMBLES as error:
            found.refuse(PASSKEY, describe_stumble(error))


def read_attested_key(data: bytes) -> dict[str, Any]:
    """Return the fields of a passkey that are in attested credential data."""
    try:
        key = _get_parsing().parse_attested_key(data)
    except CeremonyError as error:
        raise BrokenRowError(_BROKEN) from error
    return _describe(key)


def read_attestation(data: bytes) -> dict[str, Any]:
    """Return the fields of a passkey that are in an attestation object.

    Raise `BrokenRowError` if it is for another site, too: it can never work here.
    """
    try:
        facts = _get_parsing().parse_attestation_object(data)
    except CeremonyError as error:
        raise BrokenRowError(_BROKEN) from error
    if facts.key is None:
        raise BrokenRowError(_BROKEN)
    rp_id = str(api_settings.PASSKEY_RP_ID)
    if facts.rp_id_hash != hashlib.sha256(rp_id.encode()).digest():
        raise BrokenRowError("the key is for another domain than PASSKEY_RP_ID")
    return {
        **_describe(facts.key),
        "sign_count": facts.sign_count,
        "is_backup_eligible": facts.is_backup_eligible,
        "is_backed_up": facts.is_backed_up,
        "is_uv_initialized": facts.is_user_verified,
    }


def _describe(key: Any) -> dict[str, Any]:
    return {
        "credential_id": key.credential_id,
        "public_key": key.cose,
        "aaguid": key.aaguid,
    }


def _find_obstacle(options: Options, *, knows_rp_id: bool) -> str | None:
    """Return why no passkey can come, `None` if they can."""
    if PASSKEY not in get_methods():
        return "the method passkey is not in METHODS"
    if knows_rp_id:
        return None
    if options.rp_id is None:
        return "--rp-id has to say which domain the keys are for"
    if options.rp_id != api_settings.PASSKEY_RP_ID:
        return "the keys are for another domain than PASSKEY_RP_ID"
    return None


def _check(key: KnownPasskey) -> KnownPasskey:
    is_counted = (
        isinstance(key.sign_count, int) and 0 <= key.sign_count <= _MOST_COUNTED
    )
    if not is_counted or not 0 < len(key.credential_id) <= _LONGEST_ID:
        raise BrokenRowError(_BROKEN)
    try:
        _get_parsing().check_key(key.public_key)
    except CeremonyError as error:
        raise BrokenRowError(_BROKEN) from error
    return key


def _get_parsing() -> Any:
    # It needs a package of an extra, which is there if the method is configured.
    from ..methods.passkey import parsing  # noqa: PLC0415

    return parsing
