"""Changes of second factors by users and staff, the same for all methods.

Each change moves the epoch in its transaction, and so ends what was issued before.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.db.models.deletion import Collector
from django.utils import timezone

from .. import signals as core_signals
from ..login.revocation import revoke_refresh_tokens
from ..methods import Factors, get_methods
from . import signals
from .exceptions import NotEnrolledError
from .methods import EnrollableMethod, RecoveryCodeMethod
from .methods.recovery_code.method import count_left, prepare_codes, write_codes
from .models import EnrolledMethod, PendingEnrollment, RecoveryCode, get_database
from .notifying import Event, notify
from .store import pending
from .store.accounts import move_epoch
from .store.rows import (
    RECOVERY_CODE,
    get_enabled_methods,
    get_key_of,
    get_methods as get_rows,
    put,
)
from .store.secrets import unseal_pending_secret


def set_up(user: Any, method: EnrollableMethod, login: str) -> dict[str, Any]:
    """Return what the user needs to set the method up.

    It replaces a setup that was begun before; what is enrolled stays as it is.  `login`
    tells the login that begins it from others: no other may confirm it.
    """
    setup = method.set_up(user)
    pending.begin(user, method.name, login, setup.secret)
    return dict(setup.shown)


def confirm(
    user: Any,
    method: EnrollableMethod,
    login: str,
    answer: str,
    seen: Factors | None = None,
) -> dict[str, Any]:
    """Enrol the method, in place of an earlier one; the answer shows that it works.

    Return new `recovery_codes` if the user has none.  `seen` are the factors that the
    request was allowed for.  Raise `WrongAnswerError` if the
    answer is not right, and `NoPendingEnrollmentError` if this login has begun no setup
    in the last 10 minutes, or has failed too often.
    """
    row = pending.find(user, method.name, login)
    read = method.read_answer(answer)
    pending.count_attempt(row)
    keep = method.confirm(user, unseal_pending_secret(row), read)
    rows, codes = _prepare_first_codes(user, seen)
    with transaction.atomic(using=get_database()):
        pending.take(row)
        enrolled, is_new = put_method(user, method.name)
        keep(enrolled)
        if rows:
            _put_codes(user, rows)
        move_epoch(user, seen)
    if codes:
        core_signals.send(signals.recovery_codes_made, user, None)
    core_signals.send(
        signals.method_enrolled, user, None, method=method.name, replaced=not is_new
    )
    notify(user, Event.METHOD_ADDED if is_new else Event.METHOD_REPLACED, method.name)
    return {"recovery_codes": codes} if codes else {}


def put_method(user: Any, name: str) -> tuple[EnrolledMethod, bool]:
    """Return the row of a method that the user has set up, and whether it is new.

    An earlier one is replaced, its wrong answers are forgotten, and it is no longer
    disabled.  Call it in a transaction that moves the epoch.
    """
    fresh = {"created_at": timezone.now(), "last_used_at": None}
    row, is_new = put(
        EnrolledMethod,
        {"user_id": get_key_of(user), "name": name},
        {**fresh, "wrong_answers": 0, "disabled_at": None},
    )
    if is_new and name != RECOVERY_CODE:
        others = get_rows(user.pk).exclude(pk=row.pk)
        if {one.name for one in others} == {RECOVERY_CODE}:
            # Codes that outlived their last method, and were perhaps never seen.
            others.delete()
    return row, is_new


def can_be_preferred(factors: Factors, name: str) -> bool:
    """Return whether the user can be asked for this method first, at every login."""
    enrolled = factors.find(name)
    return name != RECOVERY_CODE and enrolled is not None and not enrolled.is_disabled


def prefer(user: Any, name: str, seen: Factors | None = None) -> None:
    """Prefer this method; raise `NotEnrolledError` if it cannot be."""
    with transaction.atomic(using=get_database()):
        enabled = get_enabled_methods(user.pk).select_for_update()
        if name == RECOVERY_CODE or not enabled.filter(name=name):
            raise NotEnrolledError
        # One statement: there is no moment at which none or two are preferred.
        get_rows(user.pk).update(
            is_preferred=Case(
                When(name=name, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        move_epoch(user, seen)
    core_signals.send(signals.method_preferred, user, None, method=name)
    notify(user, Event.METHOD_PREFERRED, name)


def remove(user: Any, name: str, seen: Factors | None = None) -> None:
    """Remove the method, if it is enrolled, and what the user was about to enrol.

    Recovery codes go with the last other method.
    """
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(user_id=user.pk).delete()
        locked = get_rows(user.pk).select_for_update().order_by("pk")
        rows = {row.name: row for row in locked}
        if name not in rows:
            return
        is_last = set(rows) <= {name, RECOVERY_CODE}
        _delete([*rows.values()] if is_last else [rows[name]])
        move_epoch(user, seen)
    core_signals.send(signals.method_removed, user, None, method=name)
    notify(user, Event.METHOD_REMOVED, name)


def renew_recovery_codes(user: Any, seen: Factors | None = None) -> list[str]:
    """Return ten new recovery codes; earlier ones are void.

    Raise `NotEnrolledError` if the user has enrolled no other method.
    """
    rows, codes = prepare_codes(user)
    with transaction.atomic(using=get_database()):
        if _put_codes(user, rows) and set(_get_names(user)) == {RECOVERY_CODE}:
            raise NotEnrolledError
        move_epoch(user, seen)
    core_signals.send(signals.recovery_codes_made, user, None)
    notify(user, Event.RECOVERY_CODES_MADE, RECOVERY_CODE)
    return codes


def reset(user: Any, request: Any = None) -> list[str]:
    """Remove all methods of a user who cannot, and return their names.

    The caller is staff.  It also ends what was issued before, and opens sent codes and
    step-ups again.
    """
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(user_id=user.pk).delete()
        rows = get_rows(user.pk).select_for_update().order_by("pk")
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


def _prepare_first_codes(
    user: Any, seen: Factors | None
) -> tuple[list[RecoveryCode], list[str]]:
    """Return new codes, none if the user has some, or could not use them."""
    left = count_left(user.pk) if seen is None else seen.recovery_codes_left
    if left or RecoveryCodeMethod.name not in get_methods():
        return [], []
    return prepare_codes(user)


def _put_codes(user: Any, rows: list[RecoveryCode]) -> bool:
    """Put new codes in the place of others; return whether there was no set before.

    It locks the row, so of two new sets one voids the other.
    """
    method, is_new = put_method(user, RECOVERY_CODE)
    write_codes(method, rows, is_new=is_new)
    return is_new


def _get_names(user: Any) -> list[str]:
    return list(get_rows(user.pk).values_list("name", flat=True))


def _delete(rows: list[EnrolledMethod]) -> None:
    """Delete rows that are locked, with all that belongs to them."""
    collector = Collector(using=get_database())
    collector.collect(rows)
    collector.delete()
