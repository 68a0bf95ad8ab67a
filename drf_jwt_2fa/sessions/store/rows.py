"""Read, keep and rotate sessions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ...authentication import user_not_found
from ...methods import get_store
from ...prepared import Given, Select, Update, get_columns
from ...settings import api_settings
from ...users import finds_all, get_user, password_fingerprint
from ..clients import Client
from ..models import EndedBy, Session, get_database

# Of the user, what a change of it has to end a refresh that is under way.
_COMPARED = ("password", "is_active")
_ROTATED = ("generation", "rotated_at", "last_used_at", "expires_at")
_RECORDED = ("ip", "user_agent")
_FROM_OUTSIDE = [
    one.value
    for one in (EndedBy.OTHER, EndedBy.PASSWORD, EndedBy.FACTORS, EndedBy.STAFF)
]


@dataclass(frozen=True)
class Found:
    """A session with its user, and the epoch that the account has now."""

    session: Session
    user: Any
    epoch: int | None


def find(key: uuid.UUID) -> Found | None:
    """Return the session, ended or not, in one query; `None` if there is none."""
    user_model, database = get_user_model(), get_database()
    query = _prepare_search(user_model, get_store() is not None)
    for values in query.fetch(database, pk=key):
        columns = get_columns(Session)
        session = Session.from_db(database, columns, values[: len(columns)])
        theirs = values[len(columns) : -1]
        user = user_model.from_db(database, get_columns(user_model), theirs)
        if not finds_all(user_model._default_manager):
            # The project hides users from its own queries.
            user = get_user(user.pk)
        session.user = user
        return Found(session, user, values[-1])
    return None


def keep(session: Session) -> bool:
    """Insert the session; return whether it is new."""
    try:
        with transaction.atomic(using=get_database()):
            session.save(using=get_database(), force_insert=True)
    except IntegrityError:
        return False
    return True


def insert(session: Session) -> None:
    """Insert a session that nobody else can insert.

    Raise `AuthenticationFailed` if the user was deleted meanwhile.
    """
    try:
        session.save(using=get_database(), force_insert=True)
    except IntegrityError as error:
        raise user_not_found() from error


def rotate(found: Found, now: datetime, expires_at: datetime, client: Client) -> bool:
    """Count a new generation; return whether nothing has changed since it was found.

    Neither the session nor the account: of a change that was committed meanwhile, no
    token must come out.  It is one statement, and the newest token was made before.
    """
    session, user = found.session, found.user
    compared = {
        name: getattr(user, name) for name in _COMPARED if _has_column(type(user), name)
    }
    # Users without a password of ours may have none: NULL is equal to nothing.
    absent = tuple(name for name in compared if compared[name] is None)
    compared = {name: compared[name] for name in compared if name not in absent}
    query = _prepare_rotation(
        tuple(compared), absent, _compare_epoch(found), api_settings.RECORD_CLIENTS
    )
    return bool(
        query.run(
            get_database(),
            pk=session.pk,
            known=session.generation,
            generation=session.generation + 1,
            rotated_at=now,
            last_used_at=now,
            expires_at=expires_at,
            ip=client.ip,
            user_agent=client.user_agent,
            user_id=user.pk,
            epoch=found.epoch,
            **compared,
        )
    )


def advance(key: uuid.UUID, user: Any, **columns: Any) -> Session | None:
    """Count a new generation for a step-up, and return the session.

    Return `None` if it has ended, or is of another user.
    """
    live = get_live(user).filter(pk=key)
    with transaction.atomic(using=get_database()):
        if not live.update(generation=F("generation") + 1, **columns):
            return None
        session: Session = Session.objects.get(pk=key)
    return session


def has_ended_since(user: Any, moment: datetime) -> bool:
    """Return whether a session of the user was ended from outside since then.

    A token without a session cannot be ended; what ended the others has ended it, too.
    """
    # Claims have whole seconds: a token may have been issued late in this one.
    later = moment + timedelta(seconds=1)
    ended = Session.objects.filter(user_id=user.pk, ended_at__gte=later)
    return bool(ended.filter(ended_by__in=_FROM_OUTSIDE).exists())


def rename(session: Session) -> None:
    """Keep the name of the session."""
    Session.objects.filter(pk=session.pk).update(name=session.name)


def get_live(user: Any) -> QuerySet[Session]:
    """Return the sessions of the user from which tokens can be refreshed.

    Their account is compared, and their epoch is not: see `list_live`.
    """
    now = timezone.now()
    rows = Session.objects.filter(
        user_id=user.pk,
        ended_at=None,
        expires_at__gt=now,
        account=password_fingerprint(user),
    )
    lifetime = api_settings.SESSION_LIFETIME
    return rows if lifetime is None else rows.filter(created_at__gt=now - lifetime)


def list_live(user: Any, most: int) -> list[Session]:
    """Return live sessions of the user, the most recently used first, in one query."""
    rows = _with_epochs(get_live(user)).order_by("-last_used_at", "pk")[:most]
    if get_store() is None:
        return list(rows)
    # Changes of factors end the others, too; this is for what moved the epoch alone.
    return [row for row in rows if row.epoch == row.present_epoch]


def _with_epochs(rows: QuerySet[Session]) -> Any:
    """Return the rows with the `present_epoch` of their accounts."""
    store = get_store()
    if store is None:
        # Of a project without that app, or that has removed it: compared with itself.
        return rows.annotate(present_epoch=F("epoch"))
    accounts = store.get_accounts().filter(user_id=OuterRef("user_id"))
    return rows.annotate(present_epoch=Subquery(accounts.values("epoch")))


@lru_cache(maxsize=8)
def _prepare_search(user_model: Any, has_epochs: bool) -> Select:
    """Return the query of a session, its user and, if there are any, the epoch."""
    columns = get_columns(Session)
    columns += [f"user__{name}" for name in get_columns(user_model)]
    return Select(
        lambda: _with_epochs(Session.objects.filter(pk=Given("pk"))).values_list(
            *columns, "present_epoch"
        )
    )


class _Epoch(Enum):
    """The state of the epoch that must still be the same."""

    IGNORED = "ignored"
    ABSENT = "absent"
    PRESENT = "present"


def _compare_epoch(found: Found) -> _Epoch:
    if get_store() is None:
        return _Epoch.IGNORED
    return _Epoch.ABSENT if found.epoch is None else _Epoch.PRESENT


@lru_cache(maxsize=16)
def _prepare_rotation(
    compared: tuple[str, ...],
    absent: tuple[str, ...],
    epoch: _Epoch,
    is_recording: bool,
) -> Update:
    """Return the update of a session whose account is what it was when it was read."""
    changed = [*_ROTATED, *(_RECORDED if is_recording else ())]
    return Update(
        lambda: _find_unchanged(compared, absent, epoch),
        **{name: Given(name) for name in changed},
    )


def _find_unchanged(
    compared: tuple[str, ...], absent: tuple[str, ...], epoch: _Epoch
) -> QuerySet[Session]:
    rows = Session.objects.filter(
        pk=Given("pk"), generation=Given("generation", "known"), ended_at=None
    )
    same: dict[str, Any] = {name: Given(name) for name in compared}
    same.update({f"{name}__isnull": True for name in absent})
    users = get_user_model()._base_manager.using(get_database())
    # Subqueries, and no joins: they have to be compared by the statement that writes.
    users = users.filter(pk=Given("pk", "user_id"), **same)
    rows = rows.filter(user__in=users.values("pk"))
    store = get_store()
    if store is None or epoch is _Epoch.IGNORED:
        return rows
    accounts = store.get_accounts().filter(user_id=Given("user", "user_id"))
    if epoch is _Epoch.ABSENT:
        return rows.exclude(user__in=accounts.values("user_id"))
    same_epoch = accounts.filter(epoch=Given("epoch"))
    return rows.filter(user__in=same_epoch.values("user_id"))


def _has_column(model: Any, name: str) -> bool:
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False
