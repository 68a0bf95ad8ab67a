"""Check what comes of refresh tokens: the user, and the epoch of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.authentication import (
    JWTAuthentication,
    default_user_authentication_rule,
)
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.tokens import RefreshToken, Token, UntypedToken

from ..claims import EPOCH_CLAIM
from ..exceptions import Reason, RefusedError
from ..methods import get_store
from ..users import UNFINDABLE, UsersById, has_replica


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
