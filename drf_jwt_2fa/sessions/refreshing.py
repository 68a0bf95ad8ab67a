"""Exchange a refresh token, and notice one that was copied (RFC 9700, 4.14.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import Token

from .. import signals as core_signals
from ..authentication import user_not_found
from ..enrollment.notifying import Event, notify
from ..exceptions import Reason
from ..login.auth_tokens import UNREADABLE, make_access_token
from ..login.passwords import get_http_request
from . import signals
from .adopting import adopt, find_user
from .clients import find_client
from .denylist import deny
from .ending import mark_ended
from .families import Member, Standing, find_member, make_member
from .judging import Fault, get_standing, judge
from .models import EndedBy
from .starting import limit_expiry
from .store import rows
from .store.rows import Found

# Each look after the first is because somebody else has changed something meanwhile.
_MOST_LOOKS = 5


def read(token_class: Any, text: Any) -> Token:
    """Return the refresh token; raise `InvalidToken` if it is not one of ours."""
    try:
        token: Token = token_class(text)
    except TokenError as error:
        raise InvalidToken(error.args[0]) from error
    except UNREADABLE as error:
        raise InvalidToken from error
    return token


def exchange(token: Token, request: Any) -> tuple[Token, Token]:
    """Return the next refresh token of the session, and a new access token.

    Raise `AuthenticationFailed` if the token is not good (any more).
    """
    member = get_member(token)
    claims = dict(token.payload)
    for _look in range(_MOST_LOOKS):
        token.payload = dict(claims)
        found, now = find(member, token, request), timezone.now()
        fault = judge(found, member, token, now)
        if fault is not None:
            raise _refuse(fault, found, request)
        pair = _exchange(token, member, found, now, request)
        if pair is not None:
            return pair
    raise Fault(Reason.UNKNOWN_SESSION).refuse(found.user.pk)


def get_member(token: Token) -> Member:
    """Return the place of the token; raise `InvalidToken` for claims not of ours."""
    member = find_member(token)
    if member is None:
        raise Fault(Reason.UNKNOWN_SESSION).refuse()
    return member


def find(member: Member, token: Token, request: Any) -> Found:
    """Return the session of the token; begin one if it is to be adopted.

    Raise `AuthenticationFailed` if there is none.
    """
    found = _find_row(member)
    if found is None and member.is_adopted:
        adopt(member, token, request)
        found = _find_row(member)
    if found is None:
        find_user(token)  # Sessions go with their users, and that is told apart.
        raise Fault(Reason.UNKNOWN_SESSION).refuse()
    return found


def _find_row(member: Member) -> Found | None:
    try:
        return rows.find(member.session)
    except AuthenticationFailed as error:
        raise user_not_found() from error


def _exchange(
    token: Token, member: Member, found: Found, now: datetime, request: Any
) -> tuple[Token, Token] | None:
    """Return the tokens, `None` if something has changed since the session was read."""
    session = found.session
    if get_standing(found, member, now) is Standing.RETRY:
        issued_at, expires_at = session.rotated_at, session.expires_at
        make_member(token, session.pk, session.generation, issued_at, expires_at)
        return token, make_access_token(token)
    lifetime: Any = token.lifetime
    expires_at = limit_expiry(session.created_at, now + lifetime)
    make_member(token, session.pk, session.generation + 1, now, expires_at)
    pair = token, make_access_token(token)
    # Last: what was committed until now ends the tokens that were just made.
    is_unchanged = rows.rotate(found, now, expires_at, find_client(request))
    return pair if is_unchanged else None


def _refuse(fault: Fault, found: Found, request: Any) -> APIException:
    """Return the error, after ending the session if the fault is of that kind.

    Raise `CacheUnavailableError` if its access tokens cannot be refused.  The user has
    been told by then: the next request finds the session ended, and tells nobody.
    """
    session = found.session
    if fault.ends is not None:
        is_new = mark_ended([session], fault.ends, request)
        if is_new and fault.ends is EndedBy.REUSE:
            _report_copy(found, request)
        deny([session.pk])
    return fault.refuse(found.user.pk)


def _report_copy(found: Found, request: Any) -> None:
    """Tell who listens, and the user: with the client that came with the copy."""
    user, http_request = found.user, get_http_request(request)
    core_signals.send(signals.refresh_reused, user, http_request, session=found.session)
    facts = find_client(request).facts
    notify(user, Event.REFRESH_REUSED, at=timezone.now(), **facts)
