"""Find the rows of a user."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.deletion import Collector

from ...methods import Factors
from ..models import EnrolledMethod, RecoveryCode, get_database

# What NIST SP 800-63B-4, 3.2.2 allows; the method is disabled then.
MOST_WRONG_ANSWERS = 100
WARN_AT = 10

RECOVERY_CODE = "recovery-code"


def get_key_of(user: Any) -> Any:
    """Return the primary key of the user, as the database gives it back.

    That of a user who was never loaded may still be of another type.
    """
    return EnrolledMethod._meta.get_field("user").target_field.to_python(user.pk)


def get_methods(user_pk: Any) -> QuerySet[EnrolledMethod]:
    """Return the methods that a user has enrolled, by the user's primary key."""
    try:
        return EnrolledMethod.objects.filter(user_id=user_pk)
    except (TypeError, ValueError, ValidationError):
        # The key may be of another user model's type.
        return EnrolledMethod.objects.none()


def get_enabled_methods(user_pk: Any) -> QuerySet[EnrolledMethod]:
    """Return those of them that are not disabled."""
    return get_methods(user_pk).filter(
        disabled_at=None, wrong_answers__lt=MOST_WRONG_ANSWERS
    )


def find_enabled(
    user_pk: Any, name: str, related: tuple[str, ...]
) -> EnrolledMethod | None:
    """Return the row of a method that is not disabled, `None` without one.

    `related` are the tables that are read with it.
    """
    rows = get_methods(user_pk)
    if related:  # Without any, Django would read all that there are.
        rows = rows.select_related(*related)
    try:
        # There is one at most: to sort them, or to compare more columns, takes time.
        row: EnrolledMethod = rows.get(name=name)
    except EnrolledMethod.DoesNotExist:
        return None
    is_full = row.wrong_answers >= MOST_WRONG_ANSWERS
    return None if is_full or row.disabled_at is not None else row


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
    collector.delete()


def find_unused() -> QuerySet[RecoveryCode]:
    """Return the recovery codes, of all users, that are good."""
    return RecoveryCode.objects.filter(
        used_at=None,
        method__disabled_at=None,
        method__wrong_answers__lt=MOST_WRONG_ANSWERS,
    )
