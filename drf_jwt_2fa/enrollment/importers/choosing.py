"""Helpers of the sources: choose an app, sort codes, warn of weaknesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import identify_hasher

from ...settings import api_settings
from ...utils import get_email_address
from ..methods.recovery_code.origins import MOST_HASHED, read_foreign
from ..methods.totp.rfc6238 import ALL_DIGITS
from .parsing import SAFE_SECRET
from .values import (
    APP,
    CODES,
    SENT,
    BrokenRowError,
    Found,
    KnownApp,
    KnownCodes,
    Options,
    Outcome,
    Row,
)

_LONGEST_HASH = 255  # As long as the column.
_LONGEST_PERIOD = 3600
_LAST_STEP = 2**40


def choose(
    found: Found, rows: Sequence[Row], is_first: Callable[[Row], bool] | None = None
) -> Row | None:
    """Return the row of the user's app, `None` without one.

    A user has one app here: the one that `is_first`, and then the one last used.  The
    others are told.
    """
    if not rows:
        return None

    def rank(row: Row) -> tuple[bool, str, int]:
        # Texts of one database compare as the times do.
        last = row.get("last_used_at") or row.get("last_used") or ""
        return bool(is_first and is_first(row)), str(last), -row["id"]

    ranked = sorted(rows, key=rank, reverse=True)
    if len(ranked) > 1:
        reason = "another app of the user is imported; there can be one"
        for _row in ranked[1:]:
            found.skip(APP, reason)
    return ranked[0]


def note_app(found: Found, app: KnownApp) -> None:
    """Take the app, with warnings of what is weak.

    Raise `BrokenRowError` for one that no code could be compared with.
    """
    if app.digits not in ALL_DIGITS:
        raise BrokenRowError("the codes have neither 6 nor 8 digits")
    if not 0 < app.period <= _LONGEST_PERIOD:
        raise BrokenRowError("a code is not good for 1 to 3600 seconds")
    if app.last_step is not None and app.last_step > _LAST_STEP:
        raise BrokenRowError("the last step is in another age")
    found.app = app
    if len(app.secret) < SAFE_SECRET:
        reason = f"the secret has {len(app.secret)} bytes, fewer than the 16 of RFC"
        found.note(APP, Outcome.WARNED, f"{reason} 4226: ask for a new app")
    if abs(app.drift) > api_settings.TOTP_VALID_WINDOW:
        reason = "the clock of the phone is wrong by more than TOTP_VALID_WINDOW"
        found.note(APP, Outcome.WARNED, reason)


def note_clear_codes(
    found: Found, origin: str, codes: Iterable[str], created_at: datetime | None = None
) -> None:
    """Take codes that are known, but for those that nobody could type."""
    codes = [code for code in codes if isinstance(code, str)]
    typed = tuple(code for code in codes if read_foreign(code))
    if len(typed) < len(codes):
        lost = len(codes) - len(typed)
        found.skip(CODES, f"{lost} codes are not 8 to 14 letters and digits")
    if typed:
        found.codes = KnownCodes(origin, clear=typed, created_at=created_at)


def note_any_codes(
    found: Found,
    origin: str,
    codes: Iterable[Any],
    options: Options,
    created_at: datetime | None = None,
) -> None:
    """Take codes that may be hashed or not; hashes only if that is wished."""
    codes = [code for code in codes if isinstance(code, str)]
    hashes = [code for code in codes if "$" in code]
    note_clear_codes(found, origin, set(codes) - set(hashes), created_at)
    kept = [one for one in hashes if _is_known_hash(one)][:MOST_HASHED]
    if not options.keeps_hashed_codes:
        kept = []
        if hashes:
            reason = f"{len(hashes)} codes are hashed: --recovery-codes keep takes them"
            found.skip(CODES, f"{reason}, or the user makes new ones")
    elif len(kept) < len(hashes):
        lost = len(hashes) - len(kept)
        reason = "no hasher of PASSWORD_HASHERS knows their hashes, or there are more"
        found.skip(CODES, f"{lost} codes: {reason} than {MOST_HASHED}")
    if kept:
        clear = found.codes.clear if found.codes else ()
        found.codes = KnownCodes(origin, clear, tuple(kept), created_at)


def note_sent_codes(found: Found, user: Any, address: Any = None) -> None:
    """Take codes by e-mail, unless they went elsewhere than they would here."""
    own = get_email_address(user)
    if address and str(address).lower() != str(own).lower():
        found.refuse(SENT, "they went to another address than the user's")
    else:
        found.has_sent_codes = True


def _is_known_hash(encoded: str) -> bool:
    try:
        identify_hasher(encoded)
    except ValueError:
        return False
    return len(encoded) <= _LONGEST_HASH
