"""The functions that the core calls: a `drf_jwt_2fa.login.sessions.Sessions`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import CharField
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.tokens import Token, UntypedToken

from ..claims import GENERATION_CLAIM, SESSION_CLAIM
from ..exceptions import Reason
from ..login.auth_tokens import get_token_class, has_access_token
from ..settings import api_settings
from .adopting import check_adoptable
from .denylist import is_denied
from .ending import end_rows
from .exceptions import SessionEndedError
from .families import parse_session
from .judging import Fault, judge
from .models import EndedBy, Session
from .refreshing import exchange, get_member, read
from .signing_out import sign_out
from .starting import start
from .store import rows

__all__ = [
    "check_access_token",
    "check_step_up",
    "check_token",
    "end_all",
    "refresh",
    "sign_out",
    "start",
]


def refresh(serializer: Any, request: Request) -> dict[str, Any]:
    """Return the tokens that the refresh token in the request is exchanged for.

    A project's own refresh serializer is asked, too: for its checks, for the claims of
    its access token, and for more keys in the answer.
    """
    attrs = serializer.to_internal_value(serializer.initial_data)
    is_simple_jwts = type(serializer).validate is TokenRefreshSerializer.validate
    more = {} if is_simple_jwts else dict(serializer.validate(attrs))
    # Theirs may have taken the token from elsewhere.
    if not attrs.get("refresh"):
        raise ValidationError({"refresh": [CharField().error_messages["required"]]})
    token = read(serializer.token_class, attrs["refresh"])
    refresh_token, access_token = exchange(token, request)
    if "access" in more:
        _take_claims(access_token, UntypedToken(more["access"], verify=False))
    return {**more, "access": str(access_token), "refresh": str(refresh_token)}


def _take_claims(access_token: Token, theirs: Token) -> None:
    """Give the access token the claims of a project's own, and no longer life.

    What a project takes out of a token, or changes in it, must not come back from the
    refresh token.
    """
    ours = access_token.payload
    payload = {**theirs.payload, SESSION_CLAIM: ours[SESSION_CLAIM]}
    payload["exp"] = min(payload.get("exp", ours["exp"]), ours["exp"])
    payload.pop(GENERATION_CLAIM, None)
    access_token.payload = payload


def check_token(token: Token) -> None:
    """Raise `AuthenticationFailed` if a refresh token would not be exchanged."""
    token_class = get_token_class()
    kind = token.get(simple_jwt.api_settings.TOKEN_TYPE_CLAIM)
    if not has_access_token(token_class) or kind != token_class.token_type:
        check_access_token(token)
        return
    member = get_member(token)
    found = rows.find(member.session)
    if found is None and member.is_adopted:
        try:
            check_adoptable(token)
        except AuthenticationFailed as error:
            raise InvalidToken from error
        return
    fault: Fault | None = Fault(Reason.UNKNOWN_SESSION)
    if found is not None:
        fault = judge(found, member, token, timezone.now())
    if fault is not None:
        raise InvalidToken from fault.refuse(found and found.user.pk)


def check_access_token(token: Token) -> None:
    """Raise `SessionEndedError` for an access token of an ended session."""
    if not api_settings.CHECK_SESSIONS_OF_ACCESS_TOKENS:
        return
    session = parse_session(token.get(SESSION_CLAIM))
    if session is not None and is_denied(session):
        raise Fault(Reason.ENDED_SESSION, SessionEndedError).refuse()


def check_step_up(session: Any, user: Any) -> None:
    """Raise `SessionEndedError` if the session of a step-up has ended."""
    key = parse_session(session)
    if key is None or not rows.get_live(user).filter(pk=key).exists():
        raise Fault(Reason.ENDED_SESSION, SessionEndedError).refuse(user.pk)


def end_all(user: Any, by: str, replaced: str | None = None) -> None:
    """End all sessions of the user; `by` is a value of `EndedBy`.

    Raise `SessionEndedError` if `replaced`, one of them, has ended before: a change by
    its access token must not begin another one.
    """
    if not isinstance(user, Session._meta.get_field("user").related_model):
        return
    mine = Session.objects.filter(user_id=user.pk)
    reason, key = EndedBy(by), parse_session(replaced)
    # Of two changes at once, and of a change and a sign-out, one ends it.
    is_first = key is None or end_rows(mine.filter(pk=key), reason) > 0
    end_rows(mine, reason)
    if not is_first:
        raise Fault(Reason.ENDED_SESSION, SessionEndedError).refuse(user.pk)
