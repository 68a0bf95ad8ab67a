"""Write what is known of a user into the tables, in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction

from ...methods import get_methods
from ..changes import put_method
from ..methods import TotpMethod
from ..methods.recovery_code.method import write_codes
from ..methods.recovery_code.origins import make_clear_row, make_hashed_row
from ..methods.totp import rfc6238
from ..models import MAX_NAME_LENGTH, EnrolledMethod, RecoveryCode, get_database
from ..store.accounts import moving_epoch
from ..store.passkeys import add_passkey, find_owner
from ..store.rows import get_key_of, read_rows
from ..store.secrets import seal_totp_secret
from .keys import NO_AAGUID
from .source import Source
from .values import (
    APP,
    CODES,
    PASSKEY,
    Found,
    KnownApp,
    KnownCodes,
    KnownPasskey,
    Outcome,
)

logger = logging.getLogger(__name__)

_Rows = dict[str, EnrolledMethod]


class Writer:
    """Writes what users have; a dry run does the same, and undoes it."""

    def __init__(self, source: Source, *, replaces: bool, is_dry_run: bool) -> None:
        self._source = source
        self._replaces, self._is_dry_run = replaces, is_dry_run

    def write(self, user: Any, found: Found, enrolled: Collection[str]) -> None:
        """Write what the user has not `enrolled` yet, and note what became of it."""
        if enrolled and not self._replaces:
            _note_enrolled(found)
            return
        wanted = _choose(user, found)
        codes = wanted.codes and _make_codes(user, wanted.codes)
        if not (wanted.app or codes or wanted.passkeys):
            return
        with transaction.atomic(using=get_database()):
            with moving_epoch(user):
                written = _write(user, wanted, codes or [])
                if enrolled and not codes:
                    self._forget_codes(user)
            if self._is_dry_run:
                transaction.set_rollback(True, using=get_database())
        for part, text in written.items():
            found.note(part, Outcome.IMPORTED, text)
        if not self._is_dry_run:
            texts = ", ".join(written.values())
            name = self._source.name
            logger.info("User %s: imported %s from %s", user.pk, texts, name)

    def _forget_codes(self, user: Any) -> None:
        """Delete codes of an earlier run, all of which the user has used since."""
        mine = RecoveryCode.objects.filter(method__user_id=user.pk)
        mine.filter(origin=self._source.origin).exclude(origin="").delete()


def _note_enrolled(found: Found) -> None:
    reason = "the user has enrolled methods here; --replace replaces them"
    for part in _get_parts(found):
        found.note(part, Outcome.ENROLLED, reason)


def _get_parts(found: Found) -> list[str]:
    parts = {APP: found.app, CODES: found.codes, PASSKEY: found.passkeys}
    return [name for name, part in parts.items() if part]


def _choose(user: Any, found: Found) -> Found:
    """Return what is to be written, and note what is not."""
    wanted = replace(found, passkeys=_find_new(user, found))
    methods = get_methods()
    if wanted.app and APP not in methods:
        found.refuse(APP, "the method totp is not in METHODS")
        wanted.app = None
    if wanted.codes and CODES not in methods:
        found.refuse(CODES, "the method recovery-code is not in METHODS")
        wanted.codes = None
    if wanted.codes and not (wanted.app or found.passkeys):
        found.refuse(CODES, "recovery codes alone are no second factor here")
        wanted.codes = None
    return wanted


def _find_new(user: Any, found: Found) -> list[KnownPasskey]:
    """Return the passkeys that nobody has here; a second run finds none."""
    new = []
    for key in {one.credential_id: one for one in found.passkeys}.values():
        owner = find_owner(key.credential_id)
        if owner is None:
            new.append(key)
        elif owner == user.pk:
            found.note(PASSKEY, Outcome.ENROLLED, "the user has the key here")
        else:
            found.refuse(PASSKEY, "another user has the key here")
    return new


def _make_codes(user: Any, codes: KnownCodes) -> list[RecoveryCode]:
    """Return the rows of codes; they may be slow hashes, so that nothing is locked."""
    key = get_key_of(user)
    clear = [make_clear_row(codes.origin, code, key) for code in codes.clear]
    # Two that differ in what does not matter here are one.
    rows = {row.selector: row for row in clear if row is not None}
    hashed = [
        make_hashed_row(codes.origin, encoded, number)
        for number, encoded in enumerate(codes.hashed)
    ]
    return [*rows.values(), *hashed]


def _write(user: Any, wanted: Found, codes: list[RecoveryCode]) -> dict[str, str]:
    """Return what was written by its part; call it where the account is locked."""
    rows = read_rows(user.pk)
    is_first = not rows
    written = {}
    if wanted.app:
        _write_app(user, wanted.app, rows, is_first=is_first)
        written[APP] = "totp"
    if wanted.passkeys:
        _write_passkeys(user, wanted.passkeys, rows)
        written[PASSKEY] = f"{len(wanted.passkeys)} passkeys"
    if codes and wanted.codes:
        times = _get_times(wanted.codes.created_at, None)
        write_codes(put_method(user, CODES, rows, **times), codes)
        written[CODES] = f"{len(codes)} recovery codes"
    return written


def _write_app(user: Any, app: KnownApp, rows: _Rows, *, is_first: bool) -> None:
    columns = _get_times(app.created_at, app.last_used_at)
    if app.is_preferred and is_first:
        columns["is_preferred"] = True
    last_step = app.last_step
    if last_step is None:
        # The old package may have accepted the present code.
        last_step = rfc6238.get_step(time.time(), app.period)
    confirmed = {
        **seal_totp_secret(app.secret, user),
        "last_step": last_step,
        "digits": app.digits,
        "period": app.period,
        "algorithm": app.algorithm,
    }
    TotpMethod().keep(put_method(user, APP, rows, **columns), confirmed)


def _write_passkeys(user: Any, keys: list[KnownPasskey], rows: _Rows) -> None:
    row = rows.get(PASSKEY)
    if row is None:
        created = min((one.created_at for one in keys if one.created_at), default=None)
        used = max((one.last_used_at for one in keys if one.last_used_at), default=None)
        row = put_method(user, PASSKEY, rows, **_get_times(created, used))
    for key in keys:
        columns = {name: one for name, one in vars(key).items() if one is not None}
        columns.pop("name", None)
        columns["aaguid"] = str(key.aaguid or NO_AAGUID)
        name = str(key.name or "Passkey")[:MAX_NAME_LENGTH]
        add_passkey(row, name, columns.pop("credential_id"), **columns)


def _get_times(created_at: Any, last_used_at: Any) -> dict[str, Any]:
    times = {"created_at": created_at, "last_used_at": last_used_at}
    return {name: time for name, time in times.items() if time is not None}
