"""Import from django-mfa3."""

from __future__ import annotations

from typing import Any

from ...utils import base64url
from .choosing import choose, note_any_codes, note_app
from .keys import note_passkeys, read_attested_key
from .parsing import read_base32, read_base64url
from .source import Source
from .tables import Table
from .values import Found, KnownApp, KnownPasskey, Options, Row, Rows

_ORIGIN = "mfa3"


class Mfa3Source(Source):
    """One table for all keys: of apps, passkeys, and a recovery code in each row."""

    name = "mfa3"
    origin = _ORIGIN
    main = "mfa_mfakey"
    tables = (Table(main, ("id", "method", "name", "secret", "last_code")),)

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        mine = sorted(rows.get(self.main, ()), key=lambda row: int(row["id"]))
        apps = [row for row in mine if row["method"] == "TOTP"]
        # The table does not tell when; but whether, it does.
        app = choose(found, apps, lambda row: bool(row["last_code"]))
        if app:
            known = KnownApp(
                read_base32(app["secret"]),
                digits=options.digits or 6,
                period=options.period or 30,
            )
            note_app(found, known)
        handle = base64url(str(user.pk).encode())

        def make(row: Row) -> KnownPasskey:
            data = read_base64url(row["secret"], "the key cannot be read")
            return KnownPasskey(
                **read_attested_key(data), user_handle=handle, name=row["name"]
            )

        keys = [row for row in mine if row["method"] == "FIDO2"]
        note_passkeys(found, keys, make, options)
        codes = [row["secret"] for row in mine if row["method"] == "recovery"]
        note_any_codes(found, _ORIGIN, codes, options)
        return found
