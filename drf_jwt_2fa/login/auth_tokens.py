"""Simple JWT tokens for a user whose login is verified."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.module_loading import import_string
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.tokens import Token

from ..claims import DEVICE_CLAIM, EPOCH_CLAIM, GENERATION_CLAIM, SESSION_CLAIM
from ..exceptions import MethodFailedError
from ..methods import Method
from ..settings import api_settings
from .sessions import get_sessions

logger = logging.getLogger("drf_jwt_2fa")

# What Simple JWT and PyJWT let through for a token that is signed with the right key:
# JSON that is nested too deep, an `exp` that no date can be, or no number.
UNREADABLE = (RecursionError, OverflowError, TypeError, ValueError)
# In bytes, as they are in a token: the session, the number of the token in it, and the
# device.
_SIZE_OF_SESSION_CLAIMS = 160


def get_token_class() -> type[Token]:
    """Return the token class that Simple JWT's ``TOKEN_OBTAIN_SERIALIZER`` issues."""
    token_class: type[Token] = _get_obtain_serializer().token_class
    return token_class


@dataclass(frozen=True)
class Evidence:
    """The proof of a login: a method, and the password unless none was asked for.

    `amr` are the values that the answer has earned, `None` for those of the method.
    """

    method: Method
    amr: tuple[str, ...] | None = None
    has_password: bool = True


def issue_tokens(
    user: Any,
    token_class: type[Token],
    evidence: Evidence,
    epoch: int | None,
    start: Callable[[Token, Mapping[str, Any]], None] | None = None,
    *,
    device: str | None = None,
    largest: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, str]:
    """Return new tokens for the user, under the keys that the settings give them.

    With ``AUTH_CLAIMS``, they show the second factor that was just verified, and the
    epoch of the account.  `start` is called with a refresh token and what it shows, or
    would show, before it is signed.  `device` is the ID of the trusted device of the
    login.  Raise `MethodFailedError` for a token of more bytes than `largest` has for
    its type, ``refresh`` or ``access``.
    """
    claims = make_auth_claims(evidence)
    token = make_token(user, token_class, claims, epoch)
    if device is not None:
        token.payload[DEVICE_CLAIM] = device
    if largest and has_access_token(token_class):
        _check_sizes(token, largest)
    if start is not None and has_access_token(token_class):
        start(token, claims)
    return write_tokens(token)


def _check_sizes(token: Token, largest: Mapping[str, int]) -> None:
    """Raise `MethodFailedError` for a token that is too large, before its session.

    A system check cannot know: users may have claims of different sizes.
    """
    for kind, most in largest.items():
        one = token if kind == "refresh" else make_access_token(token)
        size = len(str(one)) + _SIZE_OF_SESSION_CLAIMS
        if size > most:
            logger.error("The %s token of %s bytes fits into no cookie", kind, size)
            raise MethodFailedError


def make_token(
    user: Any, token_class: type[Token], claims: Mapping[str, Any], epoch: int | None
) -> Token:
    """Return a new token, with these claims and the epoch where `AUTH_CLAIMS` is on."""
    token = _make_token(user, token_class)
    if api_settings.AUTH_CLAIMS:
        # Access tokens from a refresh token copy its claims.
        token.payload.update(claims)
        if epoch is not None:
            token.payload[EPOCH_CLAIM] = epoch
    return token


def write_tokens(token: Any) -> dict[str, str]:
    """Return the token, and the access token of a refresh token, as an answer has them.

    They are under the keys that the settings give them.
    """
    if not has_access_token(type(token)):
        return {api_settings.AUTH_RESULT_OTHER_TOKEN_KEY: str(token)}
    return {
        api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY: str(make_access_token(token)),
        api_settings.AUTH_RESULT_REFRESH_TOKEN_KEY: str(token),
    }


def has_access_token(token_class: Any) -> bool:
    """Return whether these are refresh tokens; sliding tokens are not."""
    return hasattr(token_class, "access_token")


def make_access_token(refresh: Any) -> Token:
    """Return a new access token of the refresh token, with its claims."""
    token: Token = refresh.access_token
    is_in_session = SESSION_CLAIM in token and GENERATION_CLAIM in token
    if is_in_session and get_sessions() is not None:
        # It numbers refresh tokens, and lasts no longer than the last of them.
        del token[GENERATION_CLAIM]
        token["exp"] = min(token["exp"], refresh["exp"])
    return token


def is_passwordless(token: Any) -> bool:
    """Return whether the login that this access token is of took no password."""
    amr = token.get("amr") if isinstance(token, Token) else None
    return isinstance(amr, list) and "pwd" not in amr


def make_auth_claims(evidence: Evidence) -> dict[str, Any]:
    """Return the claims of OpenID Connect Core 1.0, 2, which RFC 9470 uses."""
    return {
        "auth_time": int(time.time()),
        "amr": _make_amr(evidence),
        "acr": evidence.method.name,
    }


def _make_amr(evidence: Evidence) -> list[str]:
    """Return the values of RFC 8176, 2.

    Users who need no second factor, or log in on a trusted device, have given the
    password alone.  A method that returns values of its own says by itself whether they
    are two factors; any other comes after a password, or after a login that was one of
    two factors.
    """
    method, own = evidence.method, evidence.amr
    password = ["pwd"] if evidence.has_password else []
    values = [*password, *(method.amr if own is None else own)]
    is_second = own is None or evidence.has_password
    has_mfa = "mfa" in values or not (is_second and method.proves_second_factor)
    return values if has_mfa else [*values, "mfa"]


def _make_token(user: Any, token_class: type[Token]) -> Token:
    # Projects add claims in their obtain serializer's `get_token`.  It makes tokens of
    # that serializer's class, so it is not used for another class.
    serializer = _get_obtain_serializer()
    if hasattr(serializer, "get_token") and serializer.token_class is token_class:
        token: Token = serializer.get_token(user)
        return token
    return token_class.for_user(user)


def _get_obtain_serializer() -> Any:
    # Simple JWT replaces its settings object when a setting changes.
    return import_string(simple_jwt.api_settings.TOKEN_OBTAIN_SERIALIZER)
