"""Begin a session with a login, or let one go on with a step-up or a change."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework_simplejwt.tokens import Token

from .. import signals as core_signals
from ..claims import DEVICE_CLAIM, GENERATION_CLAIM, SESSION_CLAIM
from ..enrollment.notifying import Event, notify
from ..exceptions import Reason, RefusedError
from ..login.passwords import get_http_request
from ..login.sessions import Beginning
from ..settings import api_settings
from ..users import password_fingerprint
from . import signals
from .clients import Client, find_client
from .ending import end
from .exceptions import SessionEndedError
from .families import make_member, parse_session, read_time
from .models import EndedBy, Session
from .store import rows

# Of the session that a change was made in, what the new one goes on with.
_HANDED_ON = ("created_at", "name", "did")
# More than anybody has; a look at each login must not read them all.
_MOST_COMPARED = 100


def start(token: Token, beginning: Beginning) -> None:
    """Put the claims of a session into the refresh token, and keep the session.

    Raise `SessionEndedError` if the session that should go on has ended.
    """
    if beginning.continued is not None:
        _go_on(token, beginning)
        return
    user, request = beginning.user, beginning.request
    session = make_session(token, user, beginning.epoch, find_client(request))
    _write_claims(session, beginning.claims)
    _take_place(session, beginning.replaced)
    if session.did is not None:
        token[DEVICE_CLAIM] = session.did.hex
    session.expires_at = limit_expiry(session.created_at, session.expires_at)
    token.payload.update({SESSION_CLAIM: session.pk.hex, GENERATION_CLAIM: 0})
    token["exp"] = int(session.expires_at.timestamp())
    is_new_kind = beginning.replaced is None and _is_new_kind(user, session)
    rows.insert(session)
    report_start(session, request)
    if is_new_kind:
        facts = Client(session.ip, session.user_agent).facts
        notify(user, Event.NEW_SIGN_IN, at=session.created_at, **facts)


def make_session(token: Token, user: Any, epoch: int | None, client: Client) -> Session:
    """Return a session for the token, not yet kept."""
    now = timezone.now()
    device = parse_session(token.get(DEVICE_CLAIM))
    session = Session(
        id=uuid.uuid4(),
        user_id=Session._meta.get_field("user").target_field.to_python(user.pk),
        created_at=now,
        rotated_at=now,
        last_used_at=now,
        expires_at=read_time(token["exp"]),
        account=password_fingerprint(user),
        epoch=epoch,
        auth_time=int(now.timestamp()),
        did=device,
        ip=client.ip,
        user_agent=client.user_agent,
    )
    Session._meta.get_field("user").set_cached_value(session, user)
    return session


def report_start(session: Session, request: Any) -> None:
    """Report that the session began, and end one that is too many for its user."""
    http_request = get_http_request(request)
    core_signals.send(
        signals.session_started, session.user, http_request, session=session
    )
    most = api_settings.MAX_SESSIONS_PER_USER
    if most is not None:
        # Never the new one: a limit that refuses logins would lock users out.
        others = rows.get_live(session.user).exclude(pk=session.pk)
        end(others.order_by("-last_used_at", "pk")[most - 1 :], EndedBy.LIMIT, request)


def limit_expiry(created_at: datetime, expires_at: datetime) -> datetime:
    """Return when a token expires that would expire then by itself."""
    lifetime = api_settings.SESSION_LIFETIME
    return expires_at if lifetime is None else min(expires_at, created_at + lifetime)


def _go_on(token: Token, beginning: Beginning) -> None:
    key, user = parse_session(beginning.continued), beginning.user
    known = None if key is None else rows.get_live(user).filter(pk=key).first()
    if key is None or known is None:
        raise SessionEndedError from RefusedError(Reason.ENDED_SESSION, user.pk)
    now = timezone.now()
    expires_at = limit_expiry(known.created_at, read_time(token["exp"]))
    proved = Session()
    _write_claims(proved, beginning.claims)
    session = rows.advance(
        key,
        user,
        rotated_at=now,
        last_used_at=now,
        expires_at=expires_at,
        acr=proved.acr,
        amr=proved.amr,
        auth_time=proved.auth_time,
    )
    if session is None:
        raise SessionEndedError from RefusedError(Reason.ENDED_SESSION, user.pk)
    if session.did is not None:
        token[DEVICE_CLAIM] = session.did.hex
    make_member(token, key, session.generation, now, expires_at)


def _write_claims(session: Session, claims: Mapping[str, Any]) -> None:
    session.acr, session.amr = claims["acr"][:64], " ".join(claims["amr"])
    session.auth_time = claims["auth_time"]


def _take_place(session: Session, replaced: str | None) -> None:
    """Let the session go on with what the one before had, its lifetime above all.

    Changes of factors must not make a session last for ever.
    """
    key = parse_session(replaced)
    mine = Session.objects.filter(pk=key, user_id=session.user_id)
    before = None if key is None else mine.first()
    if before is not None:
        for name in _HANDED_ON:
            setattr(session, name, getattr(before, name))


def _is_new_kind(user: Any, session: Session) -> bool:
    """Return whether the user has other sessions, but none by such a user agent."""
    if not (api_settings.NOTIFY_NEW_SIGN_INS and api_settings.RECORD_CLIENTS):
        return False
    agents = rows.get_live(user).values_list("user_agent", flat=True)
    kinds = {Client(None, agent).kind for agent in agents[:_MOST_COMPARED]}
    return bool(kinds) and Client(None, session.user_agent).kind not in kinds
