"""Enrolment tokens, which complete a login by enrolling a method."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import jwt
from django.utils.encoding import force_str

from ..code_tokens.fingerprints import (
    account_fingerprint,
    bind_password,
)
from ..exceptions import Reason, RefusedError
from ..keys import derive_keys
from ..methods import Factors
from ..settings import api_settings
from ..state import Place
from ..users import password_fingerprint

_ALGORITHM = "HS256"
# Explicit, so that no other kind of token can be taken for it (RFC 8725, 3.11).
_TYPE = "enrollment+jwt"
_CLAIM_TYPES = {"jti": (str,), "uid": (int, str), "acc": (str,), "exp": (int,)}


@dataclass(frozen=True)
class EnrollmentToken:
    """The content of a genuine, unexpired enrolment token.

    `address_place` is the place that its login took in the limit of its address.  With
    `is_of_django`, a session of Django's began it, and no login.
    """

    id: str
    user_pk: int | str
    account: str
    key: str = field(repr=False)
    address_place: Place | None = None
    is_of_django: bool = False


def issue(
    user: Any,
    factors: Factors,
    address_place: Place | None = None,
    *,
    is_of_django: bool = False,
) -> str:
    """Return a token that serves to enrol a first method, and nothing else.

    One that `is_of_django`, of a session, is worth nothing at the API.

    A change of the account voids it for good: an enrolled method, a reset, a new
    password.
    """
    lifetime = api_settings.ENROLLMENT_TOKEN_EXPIRATION_TIME
    key = derive_keys("enrollment")[0]
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "uid": user.pk if isinstance(user.pk, int) else str(user.pk),
        "acc": _bind(user, factors, key),
        "exp": int(time.time() + lifetime.total_seconds()),
    }
    if is_of_django:
        claims["dja"] = True
    if address_place is not None:
        claims["plc"] = asdict(address_place)
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"typ": _TYPE})


def read(token: str | bytes) -> EnrollmentToken | None:
    """Return the content of the token, `None` if it is not an enrolment token of ours.

    Raise `AuthenticationFailed` if it is one that has expired.
    """
    for key in derive_keys("enrollment"):
        claims = _verify(force_str(token, errors="replace"), key)
        if claims is not None:
            place = _read_place(claims)
            values = claims["jti"], claims["uid"], claims["acc"], key, place
            return EnrollmentToken(*values, is_of_django="dja" in claims)
    return None


def check_account(token: EnrollmentToken, user: Any, factors: Factors) -> None:
    """Raise `AuthenticationFailed` if the account is not what it was at the login."""
    if not hmac.compare_digest(token.account, _bind(user, factors, token.key)):
        raise RefusedError(Reason.ACCOUNT_CHANGED, token.user_pk)


def _bind(user: Any, factors: Factors, key: str) -> str:
    """Return the fingerprint of the account under the key that signs the token.

    It outlives a rotation of ``SECRET_KEY`` exactly as long as the token itself.
    """
    account = account_fingerprint(user, factors.epoch, key)
    return bind_password(account, password_fingerprint(user), key)


def _read_place(claims: dict[str, Any]) -> Place | None:
    try:
        return Place(**claims["plc"])
    except (KeyError, TypeError):
        return None


def _verify(token: str, key: str) -> dict[str, Any] | None:
    try:
        decoded = jwt.api_jwt.decode_complete(
            token,
            key,
            algorithms=[_ALGORITHM],
            options={"require": list(_CLAIM_TYPES)},
        )
    except jwt.ExpiredSignatureError as error:
        raise RefusedError(Reason.EXPIRED_TOKEN) from error
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        return None  # What not every release of PyJWT catches is not a token either.
    claims: dict[str, Any] = decoded["payload"]
    is_right = decoded["header"].get("typ") == _TYPE and all(
        type(claims[name]) in types for name, types in _CLAIM_TYPES.items()
    )
    return claims if is_right else None
