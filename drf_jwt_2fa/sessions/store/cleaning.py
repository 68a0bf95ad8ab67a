"""Delete the rows of sessions that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import Session

# How long ended sessions stay for those who look into what happened.
KEPT = timedelta(days=30)


def delete_dead(batch_size: int) -> Iterator[int]:
    """Delete sessions that are over, and yield the number of rows of each batch.

    A batch is a short statement by primary keys.  No lock is held between batches, and
    none of any other row is taken.
    """
    last: Any = None
    while True:
        rest = _find_dead() if last is None else _find_dead().filter(pk__gt=last)
        keys = list(rest.order_by("pk").values_list("pk", flat=True)[:batch_size])
        if not keys:
            return
        yield _delete(keys)
        last = keys[-1]


def _find_dead() -> Any:
    now = timezone.now()
    is_over = Q(expires_at__lte=now, ended_at=None) | Q(ended_at__lte=now - KEPT)
    # As long as the token is good that a session was made for, another one would be.
    is_of_no_token = Q(adopted_until=None) | Q(adopted_until__lte=now)
    return Session.objects.filter(is_over, is_of_no_token)


def _delete(keys: list[Any]) -> int:
    # Nothing refers to sessions, so nothing has to be read to delete them.
    rows = Session.objects.filter(pk__in=keys)
    return int(rows._raw_delete(rows.db))
