"""Write and read code tokens: JWTs with a fixed set of claims."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

import jwt

from ..claims import (
    CLOCK_LEEWAY,
    LOGIN,
    METHOD_CLAIM,
    PASSKEY_LOGIN,
    PURPOSE_CLAIM,
    PURPOSES,
)
from ..exceptions import CodeTokenExpiredError, Reason, RefusedError
from ..keys import CodeTokenKeys, all_keys

_CLAIM_TYPES = {"jti": (str,), "iat": (int,), "exp": (int,)}
_USER_TYPES = (int, str)
# The claims of a sent code; other methods have their own.
_SENT_CODE_CLAIMS = ("vch", "vcn")
# Errors that not every release of PyJWT catches: text that UTF-8 cannot express, an
# `exp` that is a list or 1e400, JSON nested a thousand levels deep.
_STUMBLES = (ValueError, TypeError, OverflowError, RecursionError)
# Seconds: no cache has to remember a code token for longer than a year.
_LONGEST_LIFE = 365 * 24 * 3600


class Claims(dict[str, Any]):
    """The claims of a genuine code token, with the keys that it was signed with."""

    signed_with: CodeTokenKeys


def write(payload: dict[str, Any], keys: CodeTokenKeys, algorithm: str) -> str:
    """Return the claims as a signed JWT (RFC 7519)."""
    return jwt.encode(payload, keys.signing_key, algorithm=algorithm)


def read(token: str, algorithm: str) -> Claims:
    """Return the claims of a genuine code token, with the keys it was made with.

    Raise `CodeTokenExpiredError` if it is too old, and `AuthenticationFailed` for
    anything else than a code token signed with one of our keys.
    """
    for keys in all_keys():
        try:
            return _verify(token, keys, algorithm)
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            raise CodeTokenExpiredError from _explain_expiry(token)
        except (jwt.PyJWTError, *_STUMBLES) as error:
            raise RefusedError(Reason.MALFORMED_TOKEN) from error
    raise RefusedError(Reason.FOREIGN_TOKEN)


def _has_sent_code(payload: dict[str, Any]) -> bool:
    return all(isinstance(payload.get(claim), str) for claim in _SENT_CODE_CLAIMS)


def make_proof(jti: str, code: str, keys: CodeTokenKeys) -> str:
    """Return a proof that shows later, at no cost, that a code is the one that was
    right.
    """
    message = f"{jti}:{code}".encode("utf-8", "surrogatepass")
    return hmac.digest(keys.extension_secret.encode(), message, "sha256").hex()


def get_purpose(payload: Mapping[str, Any]) -> str:
    """Return the purpose of the code token with these claims."""
    purpose: str = payload.get(PURPOSE_CLAIM, LOGIN)
    return purpose


def _explain_expiry(token: str) -> RefusedError:
    """Return the reason for the log; the signature of the token was verified."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return RefusedError(Reason.EXPIRED_TOKEN, claims.get("uid"))


def _verify(token: str, keys: CodeTokenKeys, algorithm: str) -> Claims:
    claims = Claims(
        jwt.decode(
            token,
            keys.signing_key,
            # Never the one that the token asks for: RFC 8725, 3.1.
            algorithms=[algorithm],
            # PyJWT has one leeway for all times, and accepts `true` as a time.
            options={
                "require": list(_CLAIM_TYPES),
                "verify_iat": False,
                "verify_exp": False,
            },
        )
    )
    problem = _find_problem(claims)
    if problem is not None:
        raise jwt.InvalidTokenError(problem)
    if claims["exp"] <= time.time():
        raise jwt.ExpiredSignatureError
    claims.signed_with = keys
    return claims


def _find_problem(claims: Claims) -> str | None:
    """Return what is wrong with the claims of a token whose signature is right."""
    for claim, types in _CLAIM_TYPES.items():
        # Not `isinstance`, for which `true` is a number.
        if type(claims[claim]) not in types:
            return f"The {claim} claim has the wrong type"
    if not claims["jti"] or not all(map(_is_text, claims.values())):
        return "A claim is empty, or is text that cannot be stored"
    if get_purpose(claims) not in PURPOSES or not _has_right_user(claims):
        return "The token has an unknown purpose, or not the user for its purpose"
    if not isinstance(claims.get(METHOD_CLAIM, ""), str) or not (
        METHOD_CLAIM in claims or _has_sent_code(claims)
    ):
        return "The token names no method"
    now = time.time()
    if claims["iat"] > now + CLOCK_LEEWAY or claims["exp"] > now + _LONGEST_LIFE:
        return "The token was issued in the future, or for too long"
    return None


def _has_right_user(claims: Claims) -> bool:
    """Return whether the token names a user, or none if its answer will name one."""
    if get_purpose(claims) == PASSKEY_LOGIN:
        return "uid" not in claims
    return type(claims.get("uid")) in _USER_TYPES


def _is_text(value: Any) -> bool:
    """Return whether the value, if it is text, can be stored: surrogates cannot."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True
