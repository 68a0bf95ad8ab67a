"""Find the rows of a user."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.deletion import Collector

from ...methods import Factors
from ...prepared import Given, Select, get_columns
from ..models import (
    EnrolledMethod,
    Passkey,
    RecoveryCode,
    TotpSecret,
    get_database,
)

# The limit of NIST SP 800-63B-4, 3.2.2, at which the method is disabled.
MOST_WRONG_ANSWERS = 100
WARN_AT = 10

RECOVERY_CODE = "recovery-code"

_TABLES = {"totp": TotpSecret, RECOVERY_CODE: RecoveryCode, "passkey": Passkey}

# What is raised for a key that may be of another user model's type.
_NO_KEYS = (TypeError, ValueError, ValidationError)


def get_key_of(user: Any) -> Any:
    """Return the primary key of the user, as the database gives it back.

    A user who was not loaded from it may have a key of another type.
    """
    return EnrolledMethod._meta.get_field("user").target_field.to_python(user.pk)


def get_methods(user_pk: Any) -> QuerySet[EnrolledMethod]:
    """Return the methods that a user has enrolled, by the user's primary key."""
    try:
        return EnrolledMethod.objects.filter(user_id=user_pk)
    except _NO_KEYS:
        return EnrolledMethod.objects.none()


def get_enabled_methods(user_pk: Any) -> QuerySet[EnrolledMethod]:
    """Return the rows that are not disabled."""
    return get_methods(user_pk).filter(
        disabled_at=None, wrong_answers__lt=MOST_WRONG_ANSWERS
    )


def find_enabled(
    user_pk: Any, name: str, related: tuple[str, ...]
) -> EnrolledMethod | None:
    """Return the row of a method that is not disabled, `None` without one.

    `related` are one-to-one relations of the row, which are read with it.
    """
    database = get_database()
    try:
        found = _find_row(related).fetch(database, user_id=user_pk, name=name)
    except _NO_KEYS:
        return None
    if not found:
        return None
    row = _make_row(database, related, *found)
    is_full = row.wrong_answers >= MOST_WRONG_ANSWERS
    return None if is_full or row.disabled_at is not None else row


@lru_cache(maxsize=64)
def _find_row(related: tuple[str, ...]) -> Select:
    """Return the columns of a row, and after them those of its relations."""
    columns = get_columns(EnrolledMethod)
    for name in related:
        relation: Any = EnrolledMethod._meta.get_field(name)
        columns += [f"{name}__{one}" for one in get_columns(relation.related_model)]
    mine = EnrolledMethod.objects.filter
    return Select(
        lambda: mine(user_id=Given("user_id"), name=Given("name")).values_list(*columns)
    )


def _make_row(
    database: str, related: tuple[str, ...], values: tuple[Any, ...]
) -> EnrolledMethod:
    """Return the row with what was read of its relations, `None` where nothing is."""
    row: EnrolledMethod
    row, values = _take(database, EnrolledMethod, values)
    for name in related:
        relation: Any = EnrolledMethod._meta.get_field(name)
        one, values = _take(database, relation.related_model, values)
        relation.set_cached_value(row, one)
        if one is not None:
            relation.remote_field.set_cached_value(one, row)
    return row


def _take(
    database: str, model: Any, values: tuple[Any, ...]
) -> tuple[Any, tuple[Any, ...]]:
    """Return the object that the first values are of, and the other values."""
    columns = get_columns(model)
    mine, others = values[: len(columns)], values[len(columns) :]
    is_missing = mine[columns.index(model._meta.pk.attname)] is None
    return None if is_missing else model.from_db(database, columns, mine), others


def read_rows(user_pk: Any) -> dict[str, EnrolledMethod]:
    """Return what the user has enrolled by name, the oldest first."""
    return {row.name: row for row in get_methods(user_pk).order_by("pk")}


def get_known_rows(user: Any, factors: Factors) -> dict[str, EnrolledMethod]:
    """Return what the user has enrolled by name: rows with their keys, not read again.

    No method comes or goes without the epoch: call it where that has just been moved
    from the one of these factors.
    """
    if factors.epoch is None:  # Nothing was compared.
        return read_rows(user.pk)
    key = get_key_of(user)
    return {
        one.name: EnrolledMethod(pk=one.id, user_id=key, name=one.name)
        for one in factors.enrolled
    }


def delete_rows(rows: list[EnrolledMethod]) -> None:
    """Delete the rows, and what belongs to them in any table."""
    # As `QuerySet.delete` does, which would read the rows first.
    collector = Collector(using=get_database())
    collector.collect(rows)
    names = {row.name for row in rows}
    collector.fast_deletes = [
        found for found in collector.fast_deletes if _may_have(names, found.model)
    ]
    collector.delete()


def _may_have(names: set[str], model: Any) -> bool:
    """Return whether methods of these names may have rows in the table.

    Methods and tables of projects may go with any, ours with one each: the others need
    no statement.
    """
    are_ours = names <= set(_TABLES) and model in _TABLES.values()
    return not are_ours or any(_TABLES[name] is model for name in names)


def find_unused() -> QuerySet[RecoveryCode]:
    """Return the valid recovery codes of all users."""
    return RecoveryCode.objects.filter(
        used_at=None,
        method__disabled_at=None,
        method__wrong_answers__lt=MOST_WRONG_ANSWERS,
    )
