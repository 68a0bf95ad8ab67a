"""The factors of a user, and the epochs of accounts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery

from ...exceptions import LoginOutdatedError
from ...keys import current_keys
from ...methods import Enrolled, Factors
from ...prepared import Given, Select
from ...state import is_same_password
from ...users import UNFINDABLE, get_user_by_id, password_fingerprint
from ..models import Account, get_database
from .rows import MOST_WRONG_ANSWERS, RECOVERY_CODE, find_unused, get_key_of

MOST_WRONG_STEP_UPS = 20

NO_WRONG_ANSWERS = {
    "wrong_step_ups": 0,
    "wrong_sent_codes": 0,
    "sent_codes_disabled_at": None,
}

_ACCOUNT = "drf_jwt_2fa_account"
_METHODS = "drf_jwt_2fa_methods"
_ACCOUNT_COLUMNS = (
    "epoch",
    "password",
    "wrong_step_ups",
    "wrong_sent_codes",
    "sent_codes_disabled_at",
)
_METHOD_COLUMNS = (
    "id",
    "name",
    "created_at",
    "last_used_at",
    "is_preferred",
    "wrong_answers",
    "disabled_at",
)


def read_factors(user: Any) -> Factors:
    """Return what the user has enrolled, in one query.

    If the password is not the one of the epoch, this moves the epoch.
    """
    if not isinstance(user, get_user_model()):  # It is in no table.
        return Factors()
    rows = _find_rows(get_user_model()).fetch(get_database(), pk=user.pk)
    if not rows:
        return Factors()
    size = len(_ACCOUNT_COLUMNS)
    account = SimpleNamespace(**dict(zip(_ACCOUNT_COLUMNS, rows[0], strict=False)))
    methods = [
        SimpleNamespace(**dict(zip(_METHOD_COLUMNS, row[size:-1], strict=True)))
        for row in rows
        if row[size] is not None
    ]
    return _make_factors(user, account, methods, codes_left=rows[0][-1] or 0)


def begin_epoch(user: Any, factors: Factors) -> Factors:
    """Return the factors with an epoch, the first one if there is none yet.

    The first one is the present time: a user who gets the primary key of a deleted user
    must not get that user's tokens, too.
    """
    if factors.epoch is not None or not isinstance(user, get_user_model()):
        return factors
    account, _is_new = begin_account(user)
    return replace(factors, epoch=account.epoch)


def get_accounts() -> QuerySet[Account]:
    """Return the accounts of all users, for a query that compares their `epoch`."""
    return Account.objects.all()


def is_epoch(user_id: Any, epoch: Any) -> bool:
    """Return whether this is the epoch of the user with this ``USER_ID_FIELD``."""
    try:
        user = get_user_by_id(user_id)
    except UNFINDABLE:
        return False
    return bool(read_factors(user).epoch == epoch)


@contextmanager
def moving_epoch(user: Any, known: int | None = None, **columns: Any) -> Iterator[int]:
    """Change something in a transaction that moves the epoch; yield the new one.

    `known` is the one that was read; `columns` of the account are changed, too.  Raise
    `LoginOutdatedError` if that is not the present one any more: a change that is under
    way loses to a reset.

    The epoch moves first, which locks its row: the changes of one user come one after
    the other, and cannot deadlock.  On SQLite, too, only a transaction that begins with
    a write is isolated from others.
    """
    with transaction.atomic(using=get_database()):
        if known is None:
            yield _move_epoch(user, columns)
        else:
            yield _move_known(user, known, columns)


def reopen_step_ups(user: Any, factors: Factors) -> None:
    """Reopen step-ups that wrong answers closed: a login was completed."""
    if factors.has_wrong_step_ups:
        update_account(user.pk, wrong_step_ups=0)


def begin_account(user: Any) -> tuple[Account, bool]:
    """Return the account of the user, and whether it is new."""
    defaults = {"epoch": int(time.time()), "password": password_fingerprint(user)}
    account, is_new = Account.objects.get_or_create(
        user_id=get_key_of(user), defaults=defaults
    )
    return account, is_new


def _move_known(user: Any, known: int, columns: dict[str, Any]) -> int:
    """Return the epoch after the move.

    Raise `LoginOutdatedError` if it has moved, or will because of a new password.
    """
    row = Account.objects.filter(user_id=user.pk, epoch=known)
    if isinstance(user, AbstractBaseUser) and user.has_usable_password():
        # Nobody has looked, perhaps, since it changed.  A subquery, and no join: the
        # epoch has to be compared by the statement that locks the row.
        users = type(user)._base_manager.using(get_database())
        same = users.filter(pk=user.pk, password=user.password)
        row = row.filter(user__in=same.values("pk"))
    if not row.update(epoch=known + 1, **columns):
        raise LoginOutdatedError
    return known + 1


def _move_epoch(user: Any, columns: dict[str, Any]) -> int:
    """Return the epoch after the move."""
    columns = {**columns, "epoch": F("epoch") + 1}
    if not update_account(user.pk, **columns):
        account, is_new = begin_account(user)
        if is_new:
            return int(account.epoch)
        # A login began it in the meantime, and its tokens must become void.
        update_account(user.pk, **columns)
    return _get_epoch(user.pk)


def _get_epoch(user_pk: Any) -> int:
    epochs = Account.objects.filter(user_id=user_pk).values_list("epoch", flat=True)
    return int(epochs.get())


@lru_cache(maxsize=8)
def _find_rows(user_model: Any) -> Select:
    """Return a row for each method of a user, an empty one if there is none."""
    return Select(lambda: _describe_rows(user_model).filter(pk=Given("pk")))


def _describe_rows(user_model: Any) -> Any:
    """Return the rows of all users."""
    unused = find_unused().filter(method__user=OuterRef("pk"))
    number = unused.order_by().values("method__user").annotate(n=Count("pk"))
    left = Subquery(number.values("n"), output_field=IntegerField())
    return user_model._base_manager.annotate(codes_left=left).values_list(
        *(f"{_ACCOUNT}__{column}" for column in _ACCOUNT_COLUMNS),
        *(f"{_METHODS}__{column}" for column in _METHOD_COLUMNS),
        "codes_left",
    )


def _make_factors(user: Any, account: Any, methods: Any, codes_left: int) -> Factors:
    if {row.name for row in methods} == {RECOVERY_CODE}:
        # Recovery codes that outlived their last method are no method by themselves.
        methods, codes_left = [], 0
    is_moved = account.epoch is not None and _note_password(user, account)
    sent_codes_end = account.sent_codes_disabled_at if not is_moved else None
    wrong_step_ups = 0 if is_moved else account.wrong_step_ups or 0
    return Factors(
        epoch=account.epoch,
        enrolled=tuple(_make_enrolled(row) for row in methods),
        recovery_codes_left=codes_left,
        are_sent_codes_disabled=sent_codes_end is not None,
        has_wrong_step_ups=wrong_step_ups > 0,
        are_step_ups_closed=wrong_step_ups >= MOST_WRONG_STEP_UPS,
    )


def _make_enrolled(row: Any) -> Enrolled:
    is_full = row.wrong_answers >= MOST_WRONG_ANSWERS
    return Enrolled(
        row.name,
        row.created_at,
        row.last_used_at,
        is_disabled=is_full or row.disabled_at is not None,
        is_preferred=row.is_preferred,
        id=row.id,
    )


def _note_password(user: Any, account: Any) -> bool:
    """Move the epoch if the password is new; return whether it is.

    `account.epoch` is the present one afterwards.  A password that Django rehashed at a
    login is not new.
    """
    password = password_fingerprint(user)
    if account.password == password:
        return False
    row = Account.objects.filter(user_id=user.pk, password=account.password)
    space = current_keys().space
    if is_same_password(space, user.pk, account.password, password):
        row.update(password=password)
        return False
    row.update(epoch=F("epoch") + 1, password=password, **NO_WRONG_ANSWERS)
    # Another request may have moved it at the same time.
    account.epoch = _get_epoch(user.pk)
    return True


def update_account(user_pk: Any, **columns: Any) -> int:
    """Change the account of the user; return 0 if there is none yet."""
    return int(Account.objects.filter(user_id=user_pk).update(**columns))
