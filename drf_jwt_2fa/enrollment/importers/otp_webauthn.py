"""Import from django-otp-webauthn, which is built on django-otp."""

from __future__ import annotations

from typing import Any

from ...utils import base64url
from .django_otp import DjangoOtpSource
from .keys import note_passkeys, read_attestation
from .parsing import read_bytes, read_hex, read_json_list, read_texts, read_time
from .tables import Table
from .values import PASSKEY, Found, KnownPasskey, Options, Row, Rows

_BROKEN = "the key cannot be read"
_ATTESTATIONS = "django_otp_webauthn_webauthnattestation"
_HANDLES = "django_otp_webauthn_webauthnuserhandle"


class OtpWebauthnSource(DjangoOtpSource):
    """The tables of django-otp, and one with all that is to know of passkeys."""

    name = "otp-webauthn"
    main = "django_otp_webauthn_webauthncredential"
    tables = (
        *DjangoOtpSource.tables,
        Table(
            main,
            (
                *("id", "name", "confirmed", "credential_id", "public_key"),
                *("transports", "sign_count", "backup_eligible", "backup_state"),
                *("aaguid", "discoverable", "created_at", "last_used_at"),
            ),
        ),
        Table(_ATTESTATIONS, ("credential_id", "data"), parent=("credential_id", main)),
        Table(_HANDLES, ("handle_hex",)),
    )

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = super().convert(user, rows, options)
        keys = rows.get(self.main, ())
        confirmed = [row for row in keys if row["confirmed"]]
        if len(confirmed) < len(keys):
            found.skip(PASSKEY, "the key was not confirmed")
        handle = _read_handle(rows)
        attestations = {
            row["credential_id"]: row["data"] for row in rows.get(_ATTESTATIONS, ())
        }
        told = [row for row in confirmed if row["id"] in attestations]
        untold = [row for row in confirmed if row["id"] not in attestations]

        def make(row: Row) -> KnownPasskey:
            return _make_key(row, handle, attestations.get(row["id"]))

        # What the authenticator attested tells the site that the key is for, too.
        note_passkeys(found, told, make, options, knows_rp_id=True)
        note_passkeys(found, untold, make, options)
        return found


def _read_handle(rows: Rows) -> str:
    for row in rows.get(_HANDLES, ()):
        return base64url(read_hex(row["handle_hex"], "the user handle is broken"))
    return ""


def _make_key(row: Row, handle: str, attestation: Any) -> KnownPasskey:
    is_verified = False
    if attestation is not None:
        attested = read_attestation(read_bytes(attestation, _BROKEN))
        is_verified = attested["is_uv_initialized"]
    discoverable = row["discoverable"]
    return KnownPasskey(
        read_bytes(row["credential_id"], _BROKEN),
        read_bytes(row["public_key"], _BROKEN),
        sign_count=row["sign_count"],
        user_handle=handle,
        name=row["name"],
        aaguid=str(row["aaguid"]),
        transports=read_texts(read_json_list(row["transports"])),
        is_backup_eligible=bool(row["backup_eligible"]),
        is_backed_up=bool(row["backup_state"]),
        is_uv_initialized=is_verified,
        is_discoverable=None if discoverable is None else bool(discoverable),
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )
