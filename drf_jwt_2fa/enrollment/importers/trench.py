"""Import from django-trench."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from .choosing import choose, note_any_codes, note_app, note_sent_codes
from .parsing import read_base32
from .source import Source
from .tables import Table
from .values import Found, KnownApp, Options, Rows

_ORIGIN = "trench"


class TrenchSource(Source):
    """One table for all methods; each row has the recovery codes of its method."""

    name = "trench"
    origin = _ORIGIN
    main = "trench_mfamethod"
    tables = (
        Table(
            main,
            ("id", "name", "secret", "is_primary", "is_active", "_backup_codes"),
        ),
    )

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        active = [row for row in rows.get(self.main, ()) if row["is_active"]]
        if len(active) < len(rows.get(self.main, ())):
            found.skip("totp", "a method is not active")
        app = choose(found, [row for row in active if row["name"] == "app"])
        if app:
            known = KnownApp(
                read_base32(app["secret"]),
                period=options.period or _get_period(),
                digits=options.digits or 6,
                is_preferred=bool(app["is_primary"]),
            )
            note_app(found, known)
            codes = [code for code in (app["_backup_codes"] or "").split("|") if code]
            note_any_codes(found, _ORIGIN, codes, options)
        for row in active:
            if row["name"] == "email":
                note_sent_codes(found, user)
            elif row["name"] != "app":
                found.refuse(row["name"], "the package has no such method")
        return found


def _get_period() -> int:
    """Return the seconds of a step in the settings of the old project."""
    methods = getattr(settings, "TRENCH_AUTH", {}).get("MFA_METHODS", {})
    return int(methods.get("app", {}).get("VALIDITY_PERIOD", 30))
