"""Simple JWT tokens for a user whose login is verified."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.authentication import (
    JWTAuthentication,
    default_user_authentication_rule,
)
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.tokens import RefreshToken, Token, UntypedToken

from ..claims import DEVICE_CLAIM, EPOCH_CLAIM, GENERATION_CLAIM, SESSION_CLAIM
from ..exceptions import Reason, RefusedError
from ..methods import Method, get_store
from ..settings import api_settings
from ..users import UNFINDABLE, UsersById, has_replica
from .sessions import get_sessions


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
) -> dict[str, str]:
    """Return new tokens for the user, under the keys that the settings give them.

    With ``AUTH_CLAIMS``, they show the second factor that was just verified, and the
    epoch of the account.  `start` is called with a refresh token and what it shows, or
    would show, before it is signed.  `device` is the ID of the trusted device of the
    login.
    """
    claims = _make_auth_claims(evidence)
    token = make_token(user, token_class, claims, epoch)
    if device is not None:
        token.payload[DEVICE_CLAIM] = device
    if start is not None and has_access_token(token_class):
        start(token, claims)
    return write_tokens(token)


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


def _make_auth_claims(evidence: Evidence) -> dict[str, Any]:
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


def checks_users(serializer_class: type) -> bool:
    """Return whether this refresh serializer checks the user by itself.

    Simple JWT's does since 5.5, though not whether the password was changed, and
    whether the user is active only by its own rule.  Earlier releases do not, and none
    does for sliding tokens.  It reads from a replica, if there is one.
    """
    knows_inactive_users = "no_active_account" in getattr(
        TokenRefreshSerializer, "default_error_messages", ()
    )
    is_theirs = getattr(serializer_class, "validate", None) is (
        TokenRefreshSerializer.validate
    )
    checks_passwords = getattr(simple_jwt.api_settings, "CHECK_REVOKE_TOKEN", False)
    rule = simple_jwt.api_settings.USER_AUTHENTICATION_RULE
    asks_whether_active = knows_inactive_users and (
        rule is default_user_authentication_rule
    )
    is_enough = is_theirs and asks_whether_active and not checks_passwords
    return is_enough and not has_replica()


def names_user(tokens: Mapping[str, Any]) -> bool:
    """Return whether refreshed tokens name a user whom Simple JWT looks up.

    It takes an empty key for none.
    """
    claims = _read_refreshed(tokens)
    return claims is None or bool(claims[simple_jwt.api_settings.USER_ID_CLAIM])


def is_key_unheard_of(text: Any) -> bool:
    """Return whether a token has a user key that no user of this model can have."""
    try:
        token = UntypedToken(text, verify=False)
    except (TokenError, RecursionError, TypeError, ValueError):
        return False
    key = token.get(simple_jwt.api_settings.USER_ID_CLAIM)
    try:
        _get_id_field().to_python(key)
    except UNFINDABLE:
        return True
    return False


def _get_id_field() -> Any:
    options = get_user_model()._meta
    try:
        return options.get_field(simple_jwt.api_settings.USER_ID_FIELD)
    except FieldDoesNotExist:  # It is a property, or `pk`.
        return options.pk


def check_user_of_refreshed(tokens: Mapping[str, Any]) -> None:
    """Raise `AuthenticationFailed` if the user of refreshed tokens may not use them."""
    claims = _read_refreshed(tokens)
    if claims is None:
        return
    authentication: Any = JWTAuthentication()
    authentication.user_model = UsersById()
    authentication.get_user(claims)


def check_epoch_of_refreshed(tokens: Mapping[str, Any]) -> None:
    """Raise `InvalidToken` if the account has changed since the tokens were issued.

    Call it when the new tokens are made: a change that is committed while a refresh is
    under way must end what comes of it.
    """
    claims, store = _read_refreshed(tokens), get_store()
    if claims is None or store is None or EPOCH_CLAIM not in claims:
        return
    user_id = claims[simple_jwt.api_settings.USER_ID_CLAIM]
    if not store.is_epoch(user_id, claims[EPOCH_CLAIM]):
        raise InvalidToken from RefusedError(Reason.OUTDATED_LOGIN, user_id)


def identify_refresh_token(text: str, user: Any) -> dict[str, Any] | None:
    """Return `jti` and `exp` of a good refresh token of the user, `None` for others."""
    try:
        token = RefreshToken(text)  # type: ignore[arg-type]  # theirs
    except (TokenError, RecursionError, OverflowError, ValueError):
        return None
    jwt_settings = simple_jwt.api_settings
    owner = str(getattr(user, jwt_settings.USER_ID_FIELD, None))
    if str(token.get(jwt_settings.USER_ID_CLAIM)) != owner:
        return None
    claims = {"jti": token.get(jwt_settings.JTI_CLAIM), "exp": token.get("exp")}
    return claims if claims["jti"] else None


def _read_refreshed(tokens: Mapping[str, Any]) -> Token | None:
    token: Any = tokens.get("access") or tokens.get("token")
    if not isinstance(token, str):
        return None
    claims = UntypedToken(token, verify=False)  # type: ignore[arg-type]  # theirs
    return claims if simple_jwt.api_settings.USER_ID_CLAIM in claims else None


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
