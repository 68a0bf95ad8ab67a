"""The use of a passkey: its signature counter, its flags, and copies of it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from .... import signals as core_signals
from ... import signals
from ...models import Passkey
from ...notifying import Event, notify
from ...store import passkeys as store
from .values import Assertion, CeremonyError

logger = logging.getLogger("drf_jwt_2fa")

_SAME_CLICK = timedelta(seconds=10)


def note_use(key: Passkey, assertion: Assertion, *, initializes_uv: bool) -> None:
    """Write the counter, the backup flags and the time of the use.

    Raise `WrongAnswerError` if the counter shows that there may be a copy of the
    authenticator (WebAuthn L3, 6.1.1); the user is told once.  The copies of a synced
    passkey count apart, so its counter shows nothing.
    """
    columns: dict[str, Any] = {
        "is_backup_eligible": assertion.is_backup_eligible,
        "is_backed_up": assertion.is_backed_up,
    }
    if initializes_uv:
        columns["is_uv_initialized"] = True
    _log_changed_eligibility(key, assertion)
    if store.note_use(key, assertion.sign_count, **columns):
        return
    if assertion.is_backup_eligible:
        logger.info("Passkey %s counts apart on another device", key.uid)
        store.note_use_of_copy(key, **columns)
        return
    if not _may_be_the_same(key, assertion):
        _report_copy(key)
    raise CeremonyError("sign_count")


def _may_be_the_same(key: Passkey, assertion: Assertion) -> bool:
    """Return whether there is another explanation than a copy.

    Another request with a higher count came in between, or the same one was sent twice,
    by a click too many.
    """
    if assertion.sign_count > key.sign_count:
        return True
    used_at, count = key.last_used_at, key.sign_count
    is_fresh = used_at is not None and timezone.now() - used_at < _SAME_CLICK
    return is_fresh and assertion.sign_count == count


def _log_changed_eligibility(key: Passkey, assertion: Assertion) -> None:
    """Log a changed flag, which refuses nobody.

    iCloud's keys report that they are not synced before they first are; a strict check
    has locked users out of other sites.
    """
    if key.is_backup_eligible is False and assertion.is_backup_eligible:
        logger.info("Passkey %s is synced from now on", key.uid)
    elif key.is_backup_eligible and not assertion.is_backup_eligible:
        logger.warning("Passkey %s says that it is not synced any more", key.uid)


def _report_copy(key: Passkey) -> None:
    logger.warning("The counter of passkey %s did not grow", key.uid)
    if store.suspect(key):
        user, name = key.method.user, key.method.name
        core_signals.send(signals.passkey_suspected, user, None, method=name)
        notify(user, Event.PASSKEY_SUSPECTED, name)
