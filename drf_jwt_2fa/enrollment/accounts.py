"""What a user has enrolled, and changes of it that are the same for all methods."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone

from .. import signals as core_signals
from ..methods import Factors
from ..revocation import revoke_refresh_tokens
from . import signals
from .models import EnrolledMethod, PendingEnrollment, get_database
from .notifying import Event, notify
from .rows import RECOVERY_CODE, get_enabled_methods, get_key_of, get_methods, put
from .store import move_epoch


class CannotBePreferredError(Exception):
    """The method is not enrolled, is disabled, or is only for the worst case."""


def can_be_preferred(factors: Factors, name: str) -> bool:
    """Return whether the user can be asked for this method first, at every login."""
    enrolled = factors.find(name)
    return name != RECOVERY_CODE and enrolled is not None and not enrolled.is_disabled


def prefer(user: Any, name: str) -> None:
    """Prefer this method; raise `CannotBePreferredError` if it cannot be."""
    if name == RECOVERY_CODE or not get_enabled_methods(user.pk).filter(name=name):
        raise CannotBePreferredError
    with transaction.atomic(using=get_database()):
        # One statement: there is no moment at which none or two are preferred.
        get_methods(user.pk).update(
            is_preferred=Case(
                When(name=name, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        move_epoch(user)
    core_signals.send(signals.method_preferred, user, None, method=name)
    notify(user, Event.METHOD_PREFERRED, name)


def enroll(user: Any, name: str) -> tuple[EnrolledMethod, bool]:
    """Return the row of a method that the user has set up, and whether it is new.

    It moves the epoch.  Call it in a transaction, and `tell_enrolled` after that.
    """
    row = put_method(user, name)
    move_epoch(user)
    return row


def put_method(user: Any, name: str) -> tuple[EnrolledMethod, bool]:
    """Return the row of a method that the user has set up, and whether it is new.

    An earlier one is replaced, its wrong answers are forgotten, and it is no longer
    disabled.
    """
    fresh = {"created_at": timezone.now(), "last_used_at": None}
    row, is_new = put(
        EnrolledMethod,
        {"user_id": get_key_of(user), "name": name},
        {**fresh, "wrong_answers": 0, "disabled_at": None},
    )
    others = get_methods(user.pk).exclude(pk=row.pk)
    if is_new and {one.name for one in others} == {RECOVERY_CODE}:
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
        move_epoch(user)
    core_signals.send(signals.method_removed, user, None, method=name)
    notify(user, Event.METHOD_REMOVED, name)


def reset(user: Any, request: Any = None) -> list[str]:
    """Remove all methods of a user who cannot, and return their names.

    The caller is staff.  It also ends what was issued before, and opens sent codes and
    step-ups again.
    """
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(user_id=user.pk).delete()
        rows = get_methods(user.pk).select_for_update().order_by("pk")
        names = [row.name for row in rows]
        rows.delete()
        move_epoch(
            user, wrong_step_ups=0, wrong_sent_codes=0, sent_codes_disabled_at=None
        )
    revoke_refresh_tokens(user)
    if names:
        core_signals.send(signals.methods_reset, user, request, methods=names)
        notify(user, Event.RESET)
    return names
