"""Judge a refresh token by its session, without changing anything."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from ..exceptions import Reason, RefusedError
from ..methods import get_store
from ..settings import api_settings
from ..users import password_fingerprint
from .exceptions import PasswordChangedError, SessionEndedError, TokenReusedError
from .families import Member, Standing, compare
from .models import EndedBy
from .store.rows import Found


def _inactive() -> AuthenticationFailed:
    return AuthenticationFailed(str(_("User is inactive")), code="user_inactive")


@dataclass(frozen=True)
class Fault:
    """Why a refresh token is not good, and why its session has to end, if it has to."""

    reason: Reason
    make_error: Callable[[], APIException] = InvalidToken
    ends: EndedBy | None = None

    def refuse(self, user_pk: Any = None) -> APIException:
        """Return the error to raise."""
        error = self.make_error()
        error.__cause__ = RefusedError(self.reason, user_pk)
        return error


# The same code whoever noticed it first: this request, or one before.
_ERRORS: dict[str, Callable[[], APIException]] = {
    EndedBy.PASSWORD.value: PasswordChangedError,
    EndedBy.FACTORS.value: SessionEndedError,
    EndedBy.REUSE.value: TokenReusedError,
}
_COPIED = Fault(Reason.COPIED_TOKEN, TokenReusedError, EndedBy.REUSE)


def judge(found: Found, member: Member, token: Token, now: datetime) -> Fault | None:
    """Return what is wrong with the token, `None` if it may be exchanged."""
    fault = _judge_session(found, token, now) or _judge_account(found, token)
    if fault is not None:
        return fault
    standing = get_standing(found, member, now)
    if standing is Standing.COPIED:
        return _COPIED
    if standing is Standing.UNKNOWN:
        # Nobody has copied anything: the database was restored.
        return Fault(Reason.UNKNOWN_GENERATION)
    return None


def get_standing(found: Found, member: Member, now: datetime) -> Standing:
    """Return what the token is, compared with the newest one of its session."""
    session = found.session
    seconds = (now - session.rotated_at).total_seconds()
    return compare(member.generation, session.generation, seconds)


def has_users_password(token: Token, user: Any) -> bool:
    """Return whether the token is of the present password (``CHECK_REVOKE_TOKEN``)."""
    jwt_settings = simple_jwt.api_settings
    if not getattr(jwt_settings, "CHECK_REVOKE_TOKEN", False):
        return True
    # Not at the top: releases of Simple JWT without the setting do not have it.
    from rest_framework_simplejwt.utils import (  # noqa: PLC0415
        get_md5_hash_password,
    )

    present: Any = get_md5_hash_password(user.password)
    return bool(token.get(jwt_settings.REVOKE_TOKEN_CLAIM) == present)


def is_active(user: Any) -> bool:
    """Return whether the user is active, or need not be (``CHECK_USER_IS_ACTIVE``)."""
    need_not = not getattr(simple_jwt.api_settings, "CHECK_USER_IS_ACTIVE", True)
    return need_not or user.is_active


def _judge_session(found: Found, token: Token, now: datetime) -> Fault | None:
    session, jwt_settings = found.session, simple_jwt.api_settings
    owner = getattr(found.user, jwt_settings.USER_ID_FIELD)
    if str(token.get(jwt_settings.USER_ID_CLAIM)) != str(owner):
        return Fault(Reason.SESSION_OF_ANOTHER_USER)
    if session.ended_at is not None:
        error = _ERRORS.get(session.ended_by, InvalidToken)
        return Fault(Reason.ENDED_SESSION, error)
    lifetime = api_settings.SESSION_LIFETIME
    is_old = lifetime is not None and session.created_at + lifetime <= now
    if is_old or session.expires_at <= now:
        return Fault(Reason.EXPIRED_SESSION)
    return None


def _judge_account(found: Found, token: Token) -> Fault | None:
    session, user = found.session, found.user
    if not is_active(user):
        return Fault(Reason.INACTIVE_USER, _inactive, EndedBy.STAFF)
    if not simple_jwt.api_settings.USER_AUTHENTICATION_RULE(user):
        # It may be another rule tomorrow, or at another hour.
        return Fault(Reason.USER_NOT_ALLOWED, _inactive)
    is_same = hmac.compare_digest(session.account, password_fingerprint(user))
    if not is_same or not has_users_password(token, user):
        return Fault(Reason.ACCOUNT_CHANGED, PasswordChangedError, EndedBy.PASSWORD)
    if get_store() is not None and session.epoch != found.epoch:
        return Fault(Reason.OUTDATED_LOGIN, SessionEndedError, EndedBy.FACTORS)
    return None
