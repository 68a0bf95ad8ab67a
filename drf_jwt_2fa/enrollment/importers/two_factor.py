"""Import from django-two-factor-auth, which is built on django-otp."""

from __future__ import annotations

import hashlib
from typing import Any

from ...utils import base64url
from .django_otp import DjangoOtpSource
from .keys import note_passkeys
from .parsing import read_base64url, read_time
from .tables import Table
from .values import PASSKEY, Found, KnownPasskey, Options, Row, Rows

_PHONES = Table("two_factor_phonedevice", ("id", "confirmed", "method"))
_KEYS = Table(
    "two_factor_webauthn_webauthndevice",
    ("id", "name", "confirmed", "public_key", "key_handle", "sign_count"),
    optional=("created_at", "last_used_at"),
)
_BROKEN = "the key cannot be read"


class TwoFactorSource(DjangoOtpSource):
    """The tables of django-otp, with phones and passkeys."""

    name = "two-factor"
    tables = (*DjangoOtpSource.tables, _PHONES, _KEYS)

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = super().convert(user, rows, options)
        keys = rows.get(_KEYS.name, ())
        confirmed = [row for row in keys if row["confirmed"]]
        if len(confirmed) < len(keys):
            found.skip(PASSKEY, "the key was not confirmed")
        handle = hashlib.sha1(str(user.pk).encode(), usedforsecurity=False).hexdigest()

        def make(row: Row) -> KnownPasskey:
            return KnownPasskey(
                read_base64url(row["key_handle"], _BROKEN),
                read_base64url(row["public_key"], _BROKEN),
                sign_count=row["sign_count"],
                user_handle=base64url(handle.encode()),
                # The first one has no name but this.
                name=row["name"] if row["name"] != "default" else "",
                created_at=read_time(row["created_at"]),
                last_used_at=read_time(row["last_used_at"]),
            )

        note_passkeys(found, confirmed, make, options)
        for row in rows.get(_PHONES.name, ()):
            if row["confirmed"]:
                found.refuse(
                    f"phone ({row['method']})", "the package has no such method"
                )
        return found
