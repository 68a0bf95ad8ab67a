"""Import from django-allauth (`allauth.mfa`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from ...utils import base64url
from ..methods.passkey.shape import find_residence
from .choosing import choose, note_app, note_clear_codes
from .keys import note_passkeys, read_attestation
from .parsing import read_base32, read_base64url, read_json, read_texts, read_time
from .seeds import expand_allauth
from .source import Source
from .tables import Table
from .values import (
    CODES,
    BrokenRowError,
    Found,
    KnownApp,
    KnownPasskey,
    Options,
    Row,
    Rows,
)

_ORIGIN = "allauth"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class AllauthSource(Source):
    """One table for all authenticators, with their data as JSON."""

    name = "allauth"
    origin = _ORIGIN
    main = "mfa_authenticator"
    tables = (Table(main, ("id", "type", "data", "created_at", "last_used_at")),)

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        mine = rows.get(self.main, ())
        row = choose(found, [one for one in mine if one["type"] == "totp"])
        if row:
            note_app(found, _make_app(row, options))
        for row in mine:
            if row["type"] == "recovery_codes":
                _convert_codes(found, row, options)
        keys = [one for one in mine if one["type"] == "webauthn"]
        handle = base64url(_write_handle(user.pk).encode())
        note_passkeys(
            found, keys, lambda one: _make_key(one, handle), options, knows_rp_id=True
        )
        return found


def _make_app(row: Row, options: Options) -> KnownApp:
    return KnownApp(
        read_base32(_decrypt(read_json(row["data"]).get("secret"), options)),
        digits=options.digits or int(getattr(settings, "MFA_TOTP_DIGITS", 6)),
        period=options.period or int(getattr(settings, "MFA_TOTP_PERIOD", 30)),
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )


def _convert_codes(found: Found, row: Row, options: Options) -> None:
    try:
        codes = _read_codes(read_json(row["data"]), options)
    except BrokenRowError as error:
        found.refuse(CODES, error.reason)
    else:
        note_clear_codes(found, _ORIGIN, codes, read_time(row["created_at"]))


def _read_codes(data: Mapping[str, Any], options: Options) -> list[str]:
    if "migrated_codes" in data:
        return [_decrypt(one, options) for one in read_texts(data["migrated_codes"])]
    number = getattr(settings, "MFA_RECOVERY_CODE_COUNT", 10)
    digits = getattr(settings, "MFA_RECOVERY_CODE_DIGITS", 8)
    seed = _decrypt(data.get("seed"), options)
    return expand_allauth(seed, data.get("used_mask"), number, digits)


def _decrypt(text: Any, options: Options) -> str:
    if not isinstance(text, str):
        raise BrokenRowError("there is no secret")
    try:
        return str(options.decrypt(text))
    except Exception:  # The project's own code may raise anything.
        # Not chained: the error may show the secret.
        raise BrokenRowError("--decrypt cannot decrypt the secret") from None


def _make_key(row: Row, handle: str) -> KnownPasskey:
    data = read_json(row["data"])
    credential = read_json(data.get("credential"))
    response = read_json(credential.get("response"))
    attested = read_base64url(
        response.get("attestationObject"), "the key cannot be read"
    )
    return KnownPasskey(
        **read_attestation(attested),
        user_handle=handle,
        name=str(data.get("name") or ""),
        transports=read_texts(response.get("transports")),
        is_discoverable=find_residence(credential),
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )


def _write_handle(key: Any) -> str:
    """Return the user handle, which allauth makes of the primary key."""
    if isinstance(key, UUID):
        return key.hex
    if not isinstance(key, int):
        return str(key)
    digits = ""
    while True:
        key, digit = divmod(key, 36)
        digits = _DIGITS[digit] + digits
        if not key:
            return digits
