"""Changes of second factors by users and staff, the same for all methods.

Each change moves the epoch in its transaction, and so voids tokens issued before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone

from .. import signals as core_signals
from ..login.revocation import revoke_refresh_tokens
from ..methods import Factors, get_methods
from . import signals
from .exceptions import NotEnrolledError
from .methods import EnrollableMethod, RecoveryCodeMethod
from .methods.recovery_code.method import (
    PreparedCodes,
    count_left,
    prepare_codes,
    write_codes,
)
from .models import EnrolledMethod
from .notifying import Event, notify
from .store import pending
from .store.accounts import NO_WRONG_ANSWERS, moving_epoch
from .store.passkeys import find_passkeys
from .store.rows import (
    RECOVERY_CODE,
    delete_rows,
    get_enabled_methods,
    get_key_of,
    get_known_rows,
    get_methods as get_rows,
    read_rows,
)
from .store.secrets import unseal_pending_secret

# A right answer to a step-up came before the change.  It opens step-ups again, and does
# so in the statement that moves the epoch anyway.
_PROVED = {"wrong_step_ups": 0}
# The columns that another setup of a method resets.
_ANEW = ("created_at", "last_used_at", "wrong_answers", "disabled_at", "data")


@dataclass(frozen=True)
class Changed:
    """The result of a change: the epoch that it moved to, and what to show the user.

    New tokens are of that epoch, and of no later one.
    """

    epoch: int
    shown: Mapping[str, Any] = field(default_factory=dict, repr=False)
    amr: tuple[str, ...] | None = None
    """The values of that claim that a confirmation has earned, if it is not up to the
    method.
    """


def set_up(
    user: Any, method: EnrollableMethod, login: str, **wishes: Any
) -> dict[str, Any]:
    """Return what the user needs to set the method up.

    It replaces a setup that was begun before; what is enrolled stays as it is.  `login`
    identifies the login that begins it: no other may confirm it.  `wishes` are for
    methods that offer a choice.
    """
    setup = method.set_up(user, **wishes)
    pending.begin(user, method.name, login, setup.secret)
    return dict(setup.shown)


def confirm(
    user: Any,
    factors: Factors,
    method: EnrollableMethod,
    login: str,
    answer: Any,
    **wishes: Any,
) -> Changed:
    """Enrol the method if the answer shows that it works.

    It takes the place of an earlier one, unless the method `has_several`.  The result
    shows new `recovery_codes` if the user had none.  Raise `WrongAnswerError` if the
    answer is not right, `AlreadyEnrolledError`, `TooManyEnrolledError`, and
    `NoPendingEnrollmentError` if this login has begun no setup in the last 10 minutes,
    or has failed too often.
    """
    row = pending.find(user, method.name, login)
    read = method.read_answer(answer)
    pending.count_attempt(row)
    confirmed = method.confirm(user, unseal_pending_secret(row), read, **wishes)
    codes = None if factors.recovery_codes_left else _prepare_first_codes(user)
    with moving_epoch(user, factors.epoch) as epoch:
        pending.take(row)
        rows = read_rows(user.pk)
        is_added = method.has_several or method.name not in rows
        kept = method.keep(_put(user, method, rows), confirmed) or {}
        new_codes = _put_first_codes(user, codes, rows)
    if new_codes:
        core_signals.send(signals.recovery_codes_made, user, None)
    event = Event.METHOD_ADDED if is_added else Event.METHOD_REPLACED
    _tell(signals.method_enrolled, user, event, method.name, replaced=not is_added)
    return Changed(epoch, {**kept, **new_codes}, method.get_amr(confirmed))


def _put(
    user: Any, method: EnrollableMethod, rows: dict[str, EnrolledMethod]
) -> EnrolledMethod:
    if method.has_several and method.name in rows:
        return rows[method.name]
    return put_method(user, method.name, rows)


def put_method(
    user: Any, name: str, rows: dict[str, EnrolledMethod], **known: Any
) -> EnrolledMethod:
    """Return the row of a method that the user has set up, one of `rows` or a new one.

    An earlier one is replaced, its wrong answers are forgotten, and it is no longer
    disabled.  `known` are columns of one that was set up elsewhere.  Call it where the
    account is locked.
    """
    if name not in rows and set(rows) == {RECOVERY_CODE}:
        # Codes that outlived their last method, and may never have been seen.
        rows.pop(RECOVERY_CODE).delete()
    row = rows.get(name) or EnrolledMethod(user_id=get_key_of(user), name=name)
    row.created_at, row.last_used_at = timezone.now(), None
    row.wrong_answers, row.disabled_at, row.data = 0, None, ""
    # Whether it is preferred stays as it is, if nothing is known.
    for column, value in known.items():
        setattr(row, column, value)
    row.save(update_fields=[*_ANEW, *known] if name in rows else None)
    rows[name] = row
    return row


def can_be_preferred(factors: Factors, name: str) -> bool:
    """Return whether the user can be asked for this method first, at every login."""
    enrolled = factors.find(name)
    return name != RECOVERY_CODE and enrolled is not None and not enrolled.is_disabled


def prefer(user: Any, factors: Factors, name: str) -> Changed:
    """Prefer this method; raise `NotEnrolledError` if that is not possible."""
    with moving_epoch(user, factors.epoch, **_PROVED) as epoch:
        if name == RECOVERY_CODE or not get_enabled_methods(user.pk).filter(name=name):
            raise NotEnrolledError
        # One statement: at no moment are none or two of them preferred.
        get_rows(user.pk).update(
            is_preferred=Case(
                When(name=name, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
    _tell(signals.method_preferred, user, Event.METHOD_PREFERRED, name)
    return Changed(epoch, {"preferred": name})


def remove(user: Any, factors: Factors, name: str) -> Changed:
    """Remove the method; what the user was about to enrol is void with the epoch.

    Recovery codes go with the last other method.  Raise `NotEnrolledError` if the
    method is not enrolled.
    """
    with moving_epoch(user, factors.epoch, **_PROVED) as epoch:
        _delete(user, factors, name)
    _tell(signals.method_removed, user, Event.METHOD_REMOVED, name)
    return Changed(epoch)


def remove_passkey(user: Any, factors: Factors, name: str, uid: UUID) -> Changed:
    """Remove one passkey of the user; the last one takes the method with it.

    Raise `NotEnrolledError` if the user does not have it.
    """
    with moving_epoch(user, factors.epoch, **_PROVED) as epoch:
        keys = {key.uid: key for key in find_passkeys(user.pk, name)}
        if uid not in keys:
            raise NotEnrolledError
        if len(keys) == 1:
            _delete(user, factors, name)
        else:
            keys[uid].delete()
    _tell(signals.method_removed, user, Event.METHOD_REMOVED, name)
    return Changed(epoch)


def _delete(user: Any, factors: Factors, name: str) -> None:
    rows = get_known_rows(user, factors)
    if name not in rows:
        raise NotEnrolledError
    is_last = set(rows) == {name, RECOVERY_CODE}
    delete_rows(list(rows.values()) if is_last else [rows[name]])


def renew_recovery_codes(user: Any, factors: Factors) -> Changed:
    """Make ten new recovery codes and show them; earlier ones are void.

    Raise `NotEnrolledError` if the user has enrolled no other method.
    """
    new, codes = prepare_codes(user)
    with moving_epoch(user, factors.epoch, **_PROVED) as epoch:
        rows = get_known_rows(user, factors)
        if not set(rows) - {RECOVERY_CODE}:
            raise NotEnrolledError
        write_codes(put_method(user, RECOVERY_CODE, rows), new)
    core_signals.send(signals.recovery_codes_made, user, None)
    notify(user, Event.RECOVERY_CODES_MADE, RECOVERY_CODE)
    return Changed(epoch, {"recovery_codes": codes})


def reset(user: Any, request: Any = None) -> list[str]:
    """Remove all methods of a user who cannot do so, and return their names.

    The caller is staff.  It also voids all tokens issued before, and reopens sent codes
    and step-ups.
    """
    with moving_epoch(user, **NO_WRONG_ANSWERS):
        pending.end_all(user)
        rows = get_rows(user.pk).order_by("pk")
        names = list(rows.values_list("name", flat=True))
        rows.delete()
    revoke_refresh_tokens(user)
    if names:
        core_signals.send(signals.methods_reset, user, request, methods=names)
        notify(user, Event.RESET)
    return names


def _prepare_first_codes(user: Any) -> PreparedCodes | None:
    """Return new codes, not yet stored; none where they could not be used."""
    return prepare_codes(user) if RecoveryCodeMethod.name in get_methods() else None


def _put_first_codes(
    user: Any, prepared: PreparedCodes | None, rows: dict[str, EnrolledMethod]
) -> dict[str, Any]:
    """Store the codes, and return what shows them, if the user still has none."""
    if prepared is None or (RECOVERY_CODE in rows and count_left(user.pk)):
        return {}
    new, codes = prepared
    write_codes(put_method(user, RECOVERY_CODE, rows), new)
    return {"recovery_codes": codes}


def _tell(signal: Any, user: Any, event: Event, name: str, **more: Any) -> None:
    core_signals.send(signal, user, None, method=name, **more)
    notify(user, event, name)
