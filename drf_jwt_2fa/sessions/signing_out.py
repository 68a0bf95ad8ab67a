"""Sign out with a refresh token, which may be an old one."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.tokens import Token

from ..login.auth_tokens import UNREADABLE, get_token_class, has_access_token
from .ending import end
from .families import Member, find_member
from .models import EndedBy, Session
from .refreshing import find

_FOR_EVER = timedelta(days=36500)


def sign_out(text: str, request: Any) -> None:
    """End the session of the refresh token, whatever its generation and its age.

    An expired one does, too: a client that was away for long must be able to forget
    its tokens.  One that is not genuine ends nothing.
    """
    token = _read(text)
    member = None if token is None else find_member(token)
    if token is None or member is None:
        return
    if member.is_adopted:
        _adopt(member, token, request)
    session = Session.objects.filter(pk=member.session).select_related("user").first()
    if session is not None and _is_owner(session.user, token):
        end([session], EndedBy.USER, request)


def _read(text: str) -> Token | None:
    token_class: Any = get_token_class()
    if not has_access_token(token_class):
        return None
    token: Token = token_class()
    # Only the time does not count.
    backend = copy(token.get_token_backend())
    backend.leeway = _FOR_EVER
    try:
        token.payload = backend.decode(text)  # type: ignore[arg-type]  # theirs
        token.verify_token_type()
    except (TokenBackendError, TokenError, *UNREADABLE):
        return None
    return token


def _adopt(member: Member, token: Token, request: Any) -> None:
    """Begin the session of a token that has none, so that it can end."""
    try:
        token.check_exp()
        find(member, token, request)
    except (AuthenticationFailed, TokenError, *UNREADABLE):
        return  # Nothing can come of that token any more.


def _is_owner(user: Any, token: Token) -> bool:
    jwt_settings = simple_jwt.api_settings
    owner = getattr(user, jwt_settings.USER_ID_FIELD)
    return str(token.get(jwt_settings.USER_ID_CLAIM)) == str(owner)
