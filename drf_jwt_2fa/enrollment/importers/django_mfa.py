"""Import from django-mfa 4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes

from ...utils import base64url
from .choosing import choose, note_any_codes, note_app, note_sent_codes
from .keys import note_passkeys, read_attested_key
from .parsing import read_base32, read_hex, read_json, read_texts, read_time
from .signed import read_dumped
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

_ORIGIN = "django-mfa"
_SIGNED = "mfa1:"
_SALT = "django_mfa.secret"
_HANDLES = Table("django_mfa_mfauserhandle", ("handle",))


class DjangoMfaSource(Source):
    """One table for all authenticators, with their data as JSON."""

    name = "django-mfa"
    origin = _ORIGIN
    main = "django_mfa_authenticator"
    tables = (
        Table(main, ("id", "type", "name", "data", "created_at", "last_used_at")),
        _HANDLES,
    )

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        mine = rows.get(self.main, ())
        row = choose(found, [one for one in mine if one["type"] == "totp"])
        if row:
            note_app(found, _make_app(row, options))
        handle = _read_handle(rows)
        keys = [one for one in mine if one["type"] == "webauthn"]
        note_passkeys(found, keys, lambda one: _make_key(one, handle), options)
        for row in mine:
            if row["type"] == "recovery_codes":
                _convert_codes(found, row, options)
            elif row["type"] == "email":
                note_sent_codes(found, user, read_json(row["data"]).get("address"))
            elif row["type"] not in ("totp", "webauthn"):
                found.refuse(row["type"], "the package has no such method")
        return found


def _make_app(row: Row, options: Options) -> KnownApp:
    data = read_json(row["data"])
    secret, counter = data.get("secret"), data.get("last_verified_counter")
    if isinstance(secret, str) and secret.startswith(_SIGNED):
        keys = getattr(settings, "MFA_SECRET_ENCRYPTION_KEYS", ())
        signed = secret[len(_SIGNED) :]
        secret = read_dumped(signed, _SALT, map(force_bytes, keys))
    return KnownApp(
        read_base32(secret),
        digits=options.digits or 6,
        period=options.period or 30,
        last_step=counter if isinstance(counter, int) and counter > 0 else None,
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )


def _convert_codes(found: Found, row: Row, options: Options) -> None:
    try:
        data = read_json(row["data"])
    except BrokenRowError as error:
        found.refuse(CODES, error.reason)
        return
    used = data.get("used")
    used = set(used) if isinstance(used, list) else set()
    codes = enumerate(read_texts(data.get("codes")))
    unused = [code for index, code in codes if index not in used]
    note_any_codes(found, _ORIGIN, unused, options, read_time(row["created_at"]))


def _read_handle(rows: Rows) -> str:
    for row in rows.get(_HANDLES.name, ()):
        try:
            return base64url(str(UUID(str(row["handle"]))).encode())
        except ValueError as error:
            raise BrokenRowError("the user handle is broken") from error
    return ""


def _make_key(row: Row, handle: str) -> KnownPasskey:
    data: Mapping[str, Any] = read_json(row["data"])
    attested = read_hex(data.get("credential_data"), "the key cannot be read")
    count, resident = data.get("sign_count"), data.get("resident")
    return KnownPasskey(
        **read_attested_key(attested),
        sign_count=count if isinstance(count, int) else 0,
        user_handle=handle,
        name=row["name"],
        transports=read_texts(data.get("transports")),
        is_discoverable=resident if isinstance(resident, bool) else None,
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )
