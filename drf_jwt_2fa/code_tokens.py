"""Writing and reading code tokens: JWTs with a fixed set of claims."""

from __future__ import annotations

import hmac
import time
from typing import Any

import jwt
from rest_framework.exceptions import AuthenticationFailed

from .exceptions import CodeTokenExpiredError
from .keys import CodeTokenKeys, all_keys, current_keys

_CLAIM_TYPES = {
    "jti": (str,),
    "uid": (int, str),
    "iat": (int,),
    "exp": (int,),
}
# What a sent code leaves in it; other methods have claims of their own.
_SENT_CODE_CLAIMS = ("vch", "vcn")
# Of our own, by names that no subclass of 1.0.0's manager will have given to claims of
# its own.  The name of the method; one without is of the sent code, as in 1.0.0.
METHOD_CLAIM = "2fa_method"
# What a code token is for; one without the claim is for a login, as in 1.0.0.
PURPOSE_CLAIM = "2fa_purpose"
LOGIN = "login"
STEP_UP = "step-up"
PURPOSES = (LOGIN, STEP_UP)
# What not every release of PyJWT catches: text that UTF-8 cannot express, an `exp` that
# is a list or 1e400, JSON that is nested a thousand times.
_STUMBLES = (ValueError, TypeError, OverflowError, RecursionError)
# Seconds by which the clock of the worker that issued a code token may be ahead.
_IAT_LEEWAY = 10


def write(payload: dict[str, Any], keys: CodeTokenKeys, algorithm: str) -> str:
    """Return the claims as a signed JWT (RFC 7519)."""
    return jwt.encode(payload, keys.signing_key, algorithm=algorithm)


def read(token: str, algorithm: str) -> tuple[dict[str, Any], CodeTokenKeys]:
    """Return the claims of a genuine code token and the keys it was made with.

    Raise `CodeTokenExpiredError` if it is too old, and `AuthenticationFailed` for
    anything else than a code token signed with one of our keys.
    """
    for keys in all_keys():
        try:
            return _verify(token, keys, algorithm), keys
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError as error:
            raise CodeTokenExpiredError from error
        except (jwt.PyJWTError, *_STUMBLES) as error:
            raise AuthenticationFailed from error
    raise AuthenticationFailed


def _has_sent_code(payload: dict[str, Any]) -> bool:
    return all(isinstance(payload.get(claim), str) for claim in _SENT_CODE_CLAIMS)


def make_proof(jti: str, code: str) -> str:
    """Return what shows later, at no cost, that a code is the one that was right."""
    secret = current_keys().extension_secret
    message = f"{jti}:{code}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret.encode(), message, "sha256").hex()


def get_purpose(payload: dict[str, Any]) -> str:
    """Return what the code token with these claims is for."""
    purpose: str = payload.get(PURPOSE_CLAIM, LOGIN)
    return purpose


def _verify(token: str, keys: CodeTokenKeys, algorithm: str) -> dict[str, Any]:
    payload = jwt.decode(
        token,
        keys.signing_key,
        algorithms=[algorithm],  # Never the one that the token asks for: RFC 8725, 3.1.
        # PyJWT knows one leeway for all times, and `exp` is to have none.
        options={"require": list(_CLAIM_TYPES), "verify_iat": False},
    )
    for claim, types in _CLAIM_TYPES.items():
        # Not `isinstance`: to that, `true` is a number.
        if type(payload[claim]) not in types:
            raise jwt.InvalidTokenError(f"The {claim} claim is of a wrong type")
    if get_purpose(payload) not in PURPOSES:
        raise jwt.InvalidTokenError("The token is for something unheard of")
    if not isinstance(payload.get(METHOD_CLAIM, ""), str):
        raise jwt.InvalidTokenError("The token is of no method")
    if METHOD_CLAIM not in payload and not _has_sent_code(payload):
        raise jwt.InvalidTokenError("The token has no code")
    if payload["iat"] > time.time() + _IAT_LEEWAY:
        raise jwt.ImmatureSignatureError("The token was issued in the future")
    return payload
