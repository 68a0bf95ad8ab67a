"""Import from dj-rest-auth (`dj_rest_auth.mfa`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from ...keys import get_secret_keys
from .choosing import choose, note_app, note_clear_codes
from .parsing import read_base32, read_json, read_time
from .seeds import expand_dj_rest_auth
from .signed import read_signed
from .source import Source
from .tables import Table
from .values import CODES, BrokenRowError, Found, KnownApp, Options, Row, Rows

_ORIGIN = "dj-rest-auth"
_SALT = "dj-rest-auth-mfa-totp-secret"


class DjRestAuthSource(Source):
    """One table for apps and recovery codes, with their data as JSON."""

    name = "dj-rest-auth"
    origin = _ORIGIN
    main = "dj_rest_auth_mfa_authenticator"
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
                _convert_codes(found, row)
        return found


def _make_app(row: Row, options: Options) -> KnownApp:
    signed = read_json(row["data"]).get("secret")
    return KnownApp(
        read_base32(read_signed(signed, _SALT, get_secret_keys())),
        digits=options.digits or _read_setting("MFA_TOTP_DIGITS", 6),
        period=options.period or _read_setting("MFA_TOTP_PERIOD", 30),
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
    )


def _convert_codes(found: Found, row: Row) -> None:
    number = _read_setting("MFA_RECOVERY_CODE_COUNT", 10)
    try:
        data = read_json(row["data"])
        codes = expand_dj_rest_auth(data.get("seed"), data.get("used_mask"), number)
    except BrokenRowError as error:
        found.refuse(CODES, error.reason)
    else:
        note_clear_codes(found, _ORIGIN, codes, read_time(row["created_at"]))


def _read_setting(name: str, default: int) -> int:
    return int(getattr(settings, "REST_AUTH", {}).get(name, default))
