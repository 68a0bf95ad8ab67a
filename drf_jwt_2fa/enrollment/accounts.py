"""What a user has enrolled, and changes of it that are the same for all methods."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone

from .. import signals as core_signals
from . import signals
from .models import EnrolledMethod, PendingEnrollment, RecoveryCode, get_database
from .notifying import Event, notify
from .revocation import revoke_refresh_tokens
from .rows import get_enabled_methods, get_key_of, get_methods, put

RECOVERY_CODE = "recovery-code"


class CannotBePreferredError(Exception):
    """The method is not enrolled, is disabled, or is only for the worst case."""


def get_enrolled(user: Any) -> list[str]:
    """Return the names of the methods that the user has enrolled, oldest first.

    Disabled ones are among them.  Recovery codes are none by themselves.
    """
    return _drop_lonely_codes(get_methods(user.pk).order_by("pk"))


def get_usable(user: Any) -> list[str]:
    """Return the names of those that can answer a challenge, oldest first."""
    enabled = get_enabled_methods(user.pk).order_by("pk")
    names: list[str] = list(enabled.values_list("name", flat=True))
    if RECOVERY_CODE in names and not _has_usable_codes(user):
        names.remove(RECOVERY_CODE)
    return names


def get_preferred(user: Any) -> str | None:
    """Return the name of the method that the user prefers, if it is usable."""
    preferred = get_enabled_methods(user.pk).filter(is_preferred=True)
    name: str | None = preferred.values_list("name", flat=True).first()
    return name


def get_enrollment_state(user: Any, name: str) -> str:
    """Return what changes when the user enrols, changes or removes this method."""
    row = get_methods(user.pk).filter(name=name).first()
    return "" if row is None else f"{row.pk} {row.created_at.timestamp()}"


def can_be_preferred(user: Any, name: str) -> bool:
    """Return whether the user can be asked for this method first, at every login."""
    return name != RECOVERY_CODE and name in get_usable(user)


def prefer(user: Any, name: str) -> None:
    """Prefer this method; raise `CannotBePreferredError` if it cannot be."""
    if not can_be_preferred(user, name):
        raise CannotBePreferredError
    # One statement: there is no moment at which none or two are preferred.
    get_methods(user.pk).update(
        is_preferred=Case(
            When(name=name, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )
    core_signals.send(signals.method_preferred, user, None, method=name)
    notify(user, Event.METHOD_PREFERRED, name)


def enroll(user: Any, name: str) -> tuple[EnrolledMethod, bool]:
    """Return the row of a method that the user has set up, and whether it is new.

    An earlier one is replaced, its wrong answers are forgotten, and it is no longer
    disabled.  Call it in a transaction, and `tell_enrolled` after that.
    """
    fresh = {"created_at": timezone.now(), "last_used_at": None}
    row, is_new = put(
        EnrolledMethod,
        {"user_id": get_key_of(user), "name": name},
        {**fresh, "wrong_answers": 0, "disabled_at": None},
    )
    others = get_methods(user.pk).exclude(pk=row.pk)
    if is_new and _drop_lonely_codes(others) == []:
        # Codes that outlived their last method, and were perhaps never seen.
        others.delete()
    return row, is_new


def tell_enrolled(user: Any, name: str, *, replaced: bool) -> None:
    """Tell the user and all who listen that the method is enrolled."""
    core_signals.send(
        signals.method_enrolled, user, None, method=name, replaced=replaced
    )
    notify(user, Event.METHOD_REPLACED if replaced else Event.METHOD_ADDED, name)


def remove(user: Any, name: str) -> None:
    """Remove the method, if it is enrolled, and what the user was about to enrol.

    Recovery codes go with the last other method.
    """
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(user_id=user.pk).delete()
        locked = get_methods(user.pk).select_for_update().order_by("pk")
        rows = {row.name: row for row in locked}
        row = rows.pop(name, None)
        if row is None:
            return
        row.delete()
        if set(rows) == {RECOVERY_CODE}:
            rows[RECOVERY_CODE].delete()
    core_signals.send(signals.method_removed, user, None, method=name)
    notify(user, Event.METHOD_REMOVED, name)


def reset(user: Any, request: Any = None) -> list[str]:
    """Remove all methods of a user who cannot, and return their names.

    The caller is staff; nothing happens to a user without methods.
    """
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(user_id=user.pk).delete()
        rows = get_methods(user.pk).select_for_update().order_by("pk")
        names = [row.name for row in rows]
        rows.delete()
    if names:
        revoke_refresh_tokens(user)
        core_signals.send(signals.methods_reset, user, request, methods=names)
        notify(user, Event.RESET)
    return names


def _drop_lonely_codes(rows: Any) -> list[str]:
    names: list[str] = list(rows.values_list("name", flat=True))
    return [] if names == [RECOVERY_CODE] else names


def _has_usable_codes(user: Any) -> bool:
    # A disabled method still counts: recovery codes are the way back to it.
    codes = RecoveryCode.objects.filter(method__user_id=user.pk, used_at=None)
    return RECOVERY_CODE in get_enrolled(user) and codes.exists()
