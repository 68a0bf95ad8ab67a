"""End sessions: in the table, for access tokens, and for those who listen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .. import signals as core_signals
from ..login.passwords import get_http_request
from . import signals
from .denylist import deny
from .models import EndedBy, Session

# SQLite takes at most 999 values in a query.
_BATCH = 500
# The endings that somebody has asked for, and asks for again if they fail.
_WISHES = (EndedBy.USER, EndedBy.OTHER)


def end(sessions: Iterable[Session], by: EndedBy, request: Any = None) -> int:
    """End these sessions, and return how many of them had not ended yet.

    Raise `CacheUnavailableError` if their access tokens are to be refused, and cannot.
    They end all the same if something is wrong with them; a wish can be repeated.
    """
    return sum(_end_batch(batch, by, request) for batch in _cut(sessions))


def end_rows(rows: QuerySet[Session], by: EndedBy, request: Any = None) -> int:
    """End the sessions of a query, however many; return how many had not ended yet.

    They are read and ended in batches, in the order of their keys.
    """
    rows = rows.filter(ended_at=None).select_related("user").order_by("pk")
    ended, batch = 0, list(rows[:_BATCH])
    while batch:
        ended += end(batch, by, request)
        is_last = len(batch) < _BATCH
        batch = [] if is_last else list(rows.filter(pk__gt=batch[-1].pk)[:_BATCH])
    return ended


def _end_batch(sessions: list[Session], by: EndedBy, request: Any) -> int:
    keys, is_wish = [session.pk for session in sessions], by in _WISHES
    if is_wish:
        deny(keys)
    ended = mark_ended(sessions, by, request)
    if not is_wish:
        # Not before: a cache that is away must not keep a thief signed in.
        deny(keys)
    return ended


def mark_ended(sessions: list[Session], by: EndedBy, request: Any = None) -> int:
    """End these sessions, but for their access tokens, and report it.

    Return how many of them had not ended yet.
    """
    keys = [session.pk for session in sessions]
    rows = Session.objects.filter(pk__in=keys, ended_at=None)
    ended = int(rows.update(ended_at=timezone.now(), ended_by=by.value))
    if ended and signals.session_ended.has_listeners():
        http_request = get_http_request(request)
        for session in sessions:
            _report(session, by, http_request)
    return ended


def _report(session: Session, by: EndedBy, request: Any) -> None:
    core_signals.send(
        signals.session_ended, session.user, request, session=session, by=by.value
    )


def _cut(sessions: Iterable[Session]) -> Iterator[list[Session]]:
    rest = iter(sessions)
    while batch := list(islice(rest, _BATCH)):
        yield batch
