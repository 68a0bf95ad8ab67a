"""Begin sessions for refresh tokens that have none: older than the app, or not ours."""

from __future__ import annotations

import time
from typing import Any

from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from ..authentication import user_not_found
from ..claims import EPOCH_CLAIM
from ..exceptions import Reason, RefusedError
from ..methods import Factors, factors_of, get_store
from ..settings import api_settings
from ..users import UNFINDABLE, get_user_by_id
from .clients import clean, find_client
from .exceptions import PasswordChangedError
from .families import Member, read_time
from .judging import Fault, has_users_password
from .starting import limit_expiry, make_session, report_start
from .store import rows

_LONGEST_ACR = 64


def adopt(member: Member, token: Token, request: Any) -> None:
    """Begin the session of a token that has none, if nobody has begun it meanwhile.

    Raise `AuthenticationFailed` if that is not wanted, or if the account is not what it
    was when the token was issued.
    """
    user, factors = check_adoptable(token)
    store = get_store()
    if store is not None:
        factors = store.begin_epoch(user, factors)
    session = make_session(token, user, factors.epoch, find_client(request))
    session.pk = member.session
    session.created_at = _read_start(token)
    session.adopted_until = session.expires_at
    session.expires_at = limit_expiry(session.created_at, session.expires_at)
    _copy_claims(session, token)
    if rows.keep(session):
        report_start(session, request)


def check_adoptable(token: Token) -> tuple[Any, Factors]:
    """Return the user of a token that may begin a session, and the user's factors.

    Nothing is changed.  Raise `AuthenticationFailed` for any other token.
    """
    if not api_settings.ADOPT_SESSIONS:
        raise Fault(Reason.NO_SESSION).refuse()
    user = find_user(token)
    if not has_users_password(token, user):
        raise Fault(Reason.ACCOUNT_CHANGED, PasswordChangedError).refuse(user.pk)
    factors, has_store = factors_of(user), get_store() is not None
    if EPOCH_CLAIM in token and has_store and token[EPOCH_CLAIM] != factors.epoch:
        raise Fault(Reason.OUTDATED_LOGIN).refuse(user.pk)
    if rows.has_ended_since(user, _read_start(token)):
        # Somebody has signed out everywhere, or the account has changed.
        raise Fault(Reason.ENDED_SESSION).refuse(user.pk)
    return user, factors


def find_user(token: Token) -> Any:
    """Return the user of the token; raise `AuthenticationFailed` if there is none."""
    user_id = token.get(simple_jwt.api_settings.USER_ID_CLAIM)
    if user_id is None:
        raise InvalidToken from RefusedError(Reason.NO_USER)
    try:
        return get_user_by_id(user_id)
    except UNFINDABLE as error:
        raise user_not_found() from error


def _read_start(token: Token) -> Any:
    issued_at = token.get("iat")
    is_time = type(issued_at) is int and 0 <= issued_at <= time.time()
    return read_time(issued_at if is_time else time.time())


def _copy_claims(session: Any, token: Token) -> None:
    """Copy what the token shows of its login; a project may have put anything there."""
    acr, amr, moment = (token.get(name) for name in ("acr", "amr", "auth_time"))
    if isinstance(acr, str):
        session.acr = clean(acr)[:_LONGEST_ACR]
    if isinstance(amr, list):
        session.amr = clean(" ".join(map(str, amr)))
    if type(moment) is int and 0 <= moment <= time.time():
        session.auth_time = moment
    else:
        session.auth_time = int(session.created_at.timestamp())
