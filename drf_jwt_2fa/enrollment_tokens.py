"""Enrolment tokens: for a login that has to be completed by enrolling a method."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.utils.encoding import force_str
from rest_framework.exceptions import AuthenticationFailed

from .fingerprints import account_fingerprint
from .methods import get_enrollment_state
from .settings import api_settings
from .utils import hash_string

_ALGORITHM = "HS256"
# Said outright, so that no other kind of token can be taken for it (RFC 8725, 3.11).
_TYPE = "enrollment+jwt"
_CLAIM_TYPES = {"jti": (str,), "uid": (int, str), "acc": (str,), "exp": (int,)}


@dataclass(frozen=True)
class EnrollmentToken:
    """What a genuine, unexpired enrolment token says."""

    id: str
    user_pk: int | str
    account: str


def issue(user: Any) -> str:
    """Return a token that is good for enrolling a first method, and nothing else.

    It ends with the account as it is: a method that is enrolled, or a new password,
    and it is void.
    """
    lifetime = api_settings.ENROLLMENT_TOKEN_EXPIRATION_TIME
    claims = {
        "jti": secrets.token_urlsafe(16),
        "uid": user.pk if isinstance(user.pk, int) else str(user.pk),
        "acc": _fingerprint(user),
        "exp": int(time.time() + lifetime.total_seconds()),
    }
    key = _derive_key(settings.SECRET_KEY)
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"typ": _TYPE})


def read(token: str | bytes) -> EnrollmentToken | None:
    """Return what the token says, `None` if it is no enrolment token of ours.

    Raise `AuthenticationFailed` if it is one that has expired.
    """
    for secret_key in (
        settings.SECRET_KEY,
        *getattr(settings, "SECRET_KEY_FALLBACKS", ()),
    ):
        claims = _verify(force_str(token, errors="replace"), _derive_key(secret_key))
        if claims is not None:
            return EnrollmentToken(claims["jti"], claims["uid"], claims["acc"])
    return None


def check_account(token: EnrollmentToken, user: Any) -> None:
    """Raise `AuthenticationFailed` if the account is not what it was at the login."""
    if not hmac.compare_digest(token.account, _fingerprint(user)):
        raise AuthenticationFailed


def _verify(token: str, key: str) -> dict[str, Any] | None:
    try:
        decoded = jwt.api_jwt.decode_complete(
            token,
            key,
            algorithms=[_ALGORITHM],
            options={"require": list(_CLAIM_TYPES)},
        )
    except jwt.ExpiredSignatureError as error:
        raise AuthenticationFailed from error
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        return None  # What not every release of PyJWT catches is no token either.
    claims: dict[str, Any] = decoded["payload"]
    is_right = decoded["header"].get("typ") == _TYPE and all(
        type(claims[name]) in types for name, types in _CLAIM_TYPES.items()
    )
    return claims if is_right else None


def _fingerprint(user: Any) -> str:
    return account_fingerprint(user, get_enrollment_state(user))


def _derive_key(secret_key: str | bytes) -> str:
    return hash_string("2fa-enrollment-" + force_str(secret_key))
