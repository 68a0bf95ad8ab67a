"""Enrolments that a login has begun and not yet confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ...settings import api_settings
from ..models import PendingEnrollment, get_database
from .rows import get_key_of
from .secrets import seal_pending_secret


class NoPendingEnrollmentError(Exception):
    """There is no setup to confirm: none was begun, or too long ago."""


TIME_TO_ENROLL = timedelta(minutes=10)


def begin(user: Any, name: str, login: str, secret: bytes) -> None:
    """Keep the secret for `find`, in place of one that was begun before."""
    now = timezone.now()
    mine = {"user_id": get_key_of(user), "name": name}
    columns = {
        **seal_pending_secret(secret, name, user),
        "login": login,
        "attempts": 0,
        "expires_at": now + TIME_TO_ENROLL,
    }
    with transaction.atomic(using=get_database()):
        PendingEnrollment.objects.filter(expires_at__lte=now).delete()
        if not PendingEnrollment.objects.filter(**mine).update(**columns):
            _insert(mine, columns)


def _insert(mine: dict[str, Any], columns: dict[str, Any]) -> None:
    try:
        with transaction.atomic(using=get_database()):
            PendingEnrollment.objects.create(**mine, **columns)
    except IntegrityError:
        # Another request has begun one in the meantime: the last one counts.
        PendingEnrollment.objects.filter(**mine).update(**columns)


def find(user: Any, name: str, login: str) -> PendingEnrollment:
    """Return the enrolment that this login has begun.

    Raise `NoPendingEnrollmentError` if there is none (any more).
    """
    pending: PendingEnrollment | None = PendingEnrollment.objects.filter(
        user_id=user.pk, name=name, login=login, expires_at__gt=timezone.now()
    ).first()
    if pending is None:
        raise NoPendingEnrollmentError
    return pending


def count_attempt(pending: PendingEnrollment) -> None:
    """Count an attempt to confirm the enrolment.

    Raise `NoPendingEnrollmentError` if it has had as many as a code token may have.
    """
    limit = api_settings.MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN
    row = PendingEnrollment.objects.filter(pk=pending.pk)
    if limit is not None:
        row = row.filter(attempts__lt=limit)
    # Before the code is looked at, and in one statement, as for code tokens.
    if not row.update(attempts=F("attempts") + 1):
        raise NoPendingEnrollmentError


def take(pending: PendingEnrollment) -> None:
    """Delete the enrolment, in the transaction that enrols the method.

    Raise `NoPendingEnrollmentError` if it was taken or replaced in the meantime: of
    many at once, one is confirmed.
    """
    # With its secret: a new one has the same row.
    same = PendingEnrollment.objects.filter(pk=pending.pk, secret=pending.secret)
    deleted, _per_model = same.delete()
    if not deleted:
        raise NoPendingEnrollmentError


def end_all(user: Any) -> None:
    """Delete all enrolments that the user has begun."""
    PendingEnrollment.objects.filter(user_id=user.pk).delete()
