"""Import from django-mfa2, whose rows have the names of users."""

from __future__ import annotations

import base64
from typing import Any

from ...utils import base64url
from .choosing import choose, note_any_codes, note_app, note_sent_codes
from .keys import note_passkeys, read_attested_key
from .parsing import read_base32, read_base64url, read_json, read_texts, read_time
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

_ORIGIN = "django-mfa2"
_KINDS = ("TOTP", "FIDO2", "RECOVERY")


class DjangoMfa2Source(Source):
    """One table for all keys, with their properties as JSON."""

    name = "django-mfa2"
    origin = _ORIGIN
    user_field = "username"
    main = "mfa_user_keys"
    tables = (
        Table(
            main,
            ("id", "added_on", "key_type", "enabled", "properties", "last_used"),
            user="username",
        ),
    )

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        enabled = [row for row in rows.get(self.main, ()) if row["enabled"]]
        if len(enabled) < len(rows.get(self.main, ())):
            found.skip("key", "the key is not enabled")
        app = choose(found, [row for row in enabled if row["key_type"] == "TOTP"])
        if app:
            note_app(found, _make_app(app, options))
        keys = [row for row in enabled if row["key_type"] == "FIDO2"]
        name = str(user.get_username()).encode()
        handle = base64url(base64.urlsafe_b64encode(name))
        note_passkeys(found, keys, lambda row: _make_key(row, handle), options)
        for row in enabled:
            if row["key_type"] == "RECOVERY":
                _convert_codes(found, row, options)
            elif row["key_type"] == "Email":
                note_sent_codes(found, user)
            elif row["key_type"] == "Trusted Device":
                found.skip("device", "browsers that are trusted do not come")
            elif row["key_type"] not in _KINDS:
                found.refuse(row["key_type"], "the package has no such method")
        return found


def _make_app(row: Row, options: Options) -> KnownApp:
    return KnownApp(
        read_base32(read_json(row["properties"]).get("secret_key")),
        digits=options.digits or 6,
        period=options.period or 30,
        created_at=read_time(row["added_on"]),
        last_used_at=read_time(row["last_used"]),
    )


def _convert_codes(found: Found, row: Row, options: Options) -> None:
    try:
        codes = read_texts(read_json(row["properties"]).get("secret_keys"))
    except BrokenRowError as error:
        found.refuse(CODES, error.reason)
    else:
        note_any_codes(found, _ORIGIN, codes, options, read_time(row["added_on"]))


def _make_key(row: Row, handle: str) -> KnownPasskey:
    device = read_json(row["properties"]).get("device")
    data = read_base64url(device, "the key cannot be read")
    return KnownPasskey(
        **read_attested_key(data),
        user_handle=handle,
        created_at=read_time(row["added_on"]),
        last_used_at=read_time(row["last_used"]),
    )
