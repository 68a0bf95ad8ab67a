"""Import from django-otp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .choosing import choose, note_app, note_clear_codes, note_sent_codes
from .parsing import read_hex_secret, read_time, read_whole
from .source import Source
from .tables import Table
from .values import APP, CODES, BrokenRowError, Found, KnownApp, Options, Row, Rows

ORIGIN = "django-otp"
TOTP = Table(
    "otp_totp_totpdevice",
    ("id", "name", "confirmed", "key", "step", "t0", "digits", "drift", "last_t"),
    optional=("created_at", "last_used_at"),
)
STATIC = Table("otp_static_staticdevice", ("id", "confirmed"), optional=("created_at",))
TOKENS = Table(
    "otp_static_statictoken",
    ("id", "token", "device_id"),
    parent=("device_id", STATIC.name),
)
HOTP = Table("otp_hotp_hotpdevice", ("id", "confirmed"))
EMAIL = Table("otp_email_emaildevice", ("id", "confirmed"), optional=("email",))


class DjangoOtpSource(Source):
    """Apps, static codes and e-mail, each in its own table."""

    name = "django-otp"
    origin = ORIGIN
    main = TOTP.name
    tables: tuple[Table, ...] = (TOTP, STATIC, TOKENS, HOTP, EMAIL)

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        convert_app(found, rows.get(TOTP.name, ()), options)
        _convert_codes(found, rows)
        for row in rows.get(EMAIL.name, ()):
            if row["confirmed"]:
                note_sent_codes(found, user, row["email"])
        for row in rows.get(HOTP.name, ()):
            if row["confirmed"]:
                found.refuse("hotp", "codes that count are not supported")
        return found


def convert_app(found: Found, rows: Sequence[Row], options: Options) -> None:
    """Take the app that was confirmed, the default one if there are several."""
    confirmed = [row for row in rows if row["confirmed"]]
    if len(confirmed) < len(rows):
        found.skip(APP, "the app was not confirmed")
    row = choose(found, confirmed, lambda one: bool(one["name"] == "default"))
    if row is None:
        return
    if row["t0"] != 0:
        raise BrokenRowError("t0 is not 0, which no app knows of")
    last = row["last_t"]
    app = KnownApp(
        read_hex_secret(row["key"]),
        digits=row["digits"],
        period=read_whole(row["step"], "the step is not a number"),
        last_step=last if last is not None and last >= 0 else None,
        drift=row["drift"] or 0,
        created_at=read_time(row["created_at"]),
        last_used_at=read_time(row["last_used_at"]),
        is_preferred=bool(row["name"] == "default"),
    )
    note_app(found, app)


def _convert_codes(found: Found, rows: Rows) -> None:
    devices = rows.get(STATIC.name, ())
    confirmed = {row["id"]: row for row in devices if row["confirmed"]}
    tokens = rows.get(TOKENS.name, ())
    codes = [row["token"] for row in tokens if row["device_id"] in confirmed]
    if len(codes) < len(tokens):
        found.skip(CODES, "the device of the codes was not confirmed")
    times = [
        time for one in confirmed.values() if (time := read_time(one["created_at"]))
    ]
    note_clear_codes(found, ORIGIN, codes, min(times, default=None))
