"""Import from drf-auth-kit."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from ...utils import base64url
from .choosing import choose, note_any_codes, note_app, note_sent_codes
from .keys import note_passkeys
from .parsing import (
    read_base32,
    read_bytes,
    read_json_list,
    read_texts,
    read_time,
)
from .source import Source
from .tables import Table
from .values import (
    APP,
    CODES,
    PASSKEY,
    BrokenRowError,
    Found,
    KnownApp,
    KnownPasskey,
    Options,
    Row,
    Rows,
)

_ORIGIN = "drf-auth-kit"
_BROKEN = "the key cannot be read"
_KEYS = Table(
    "webauthn_webauthncredential",
    (
        *("id", "credential_id", "public_key", "sign_count", "transports"),
        *("discoverable", "aaguid", "name", "created_at", "last_used_at"),
    ),
)


class AuthKitSource(Source):
    """A table for methods, each with its recovery codes, and one for passkeys."""

    name = "drf-auth-kit"
    origin = _ORIGIN
    main = "mfa_mfamethod"
    tables = (
        Table(
            main, ("id", "name", "secret", "is_primary", "is_active", "_backup_codes")
        ),
        _KEYS,
    )

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        methods = rows.get(self.main, ())
        active = [row for row in methods if row["is_active"]]
        if len(active) < len(methods):
            found.skip(APP, "a method is not active")
        app = choose(found, [row for row in active if row["name"] == "app"])
        if app:
            note_app(found, _make_app(app, options))
        keys = [row for row in active if row["name"] == "webauthn"]
        _convert_keys(
            found, user, rows.get(_KEYS.name, ()), options, are_used=bool(keys)
        )
        for row in active:
            if row["name"] == "email":
                note_sent_codes(found, user)
            elif row["name"] not in ("app", "webauthn"):
                found.refuse(row["name"], "the package has no such method")
        # Each method has codes of its own; those of the first one come.
        with_codes = sorted(
            [*([app] if app else []), *keys], key=lambda row: not row["is_primary"]
        )
        if with_codes:
            _convert_codes(found, with_codes[0], options)
        return found


def _make_app(row: Row, options: Options) -> KnownApp:
    kit = getattr(settings, "AUTH_KIT", {})
    period = kit.get("MFA_TOTP_DEFAULT_INTERVAL", 30)
    return KnownApp(
        read_base32(row["secret"]),
        digits=options.digits or 6,
        period=options.period or period,
        is_preferred=bool(row["is_primary"]),
    )


def _convert_codes(found: Found, row: Row, options: Options) -> None:
    try:
        codes = read_texts(read_json_list(row["_backup_codes"]))
    except BrokenRowError as error:
        found.refuse(CODES, error.reason)
    else:
        note_any_codes(found, _ORIGIN, codes, options)


def _convert_keys(
    found: Found, user: Any, rows: Any, options: Options, *, are_used: bool
) -> None:
    if not are_used:
        for _row in rows:
            found.skip(PASSKEY, "the key is no second factor in the package")
        return
    handle = base64url(str(user.pk).encode())

    def make(row: Row) -> KnownPasskey:
        return KnownPasskey(
            read_bytes(row["credential_id"], _BROKEN),
            read_bytes(row["public_key"], _BROKEN),
            sign_count=row["sign_count"],
            user_handle=handle,
            name=row["name"],
            aaguid=row["aaguid"],
            transports=read_texts(read_json_list(row["transports"])),
            # The column has the name of one thing, and tells of another: whether the
            # key may be on several devices.
            is_backup_eligible=bool(row["discoverable"]),
            created_at=read_time(row["created_at"]),
            last_used_at=read_time(row["last_used_at"]),
        )

    note_passkeys(found, rows, make, options)
