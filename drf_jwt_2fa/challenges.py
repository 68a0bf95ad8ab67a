"""A challenge on its way to the user: of which method, in which claims, delivered."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import sending
from .code_tokens import LOGIN, METHOD_CLAIM, PURPOSE_CLAIM
from .exceptions import NoUsableMethodError, VerificationCodeSendingError
from .methods import Challenge, CodeSender, Method, get_offered, is_default
from .settings import api_settings


@dataclass(frozen=True)
class Issued:
    """A code token for a challenge that is still to be delivered."""

    user: Any
    method: Method
    payload: dict[str, Any]
    token: str
    deliver: Callable[[], None]


def choose_method(user: Any, wanted: Method | None = None) -> Method:
    """Return the wanted method if it is offered to the user, else the first that is.

    Raise `NoUsableMethodError` if there is none.
    """
    offered = get_offered(user)
    if not offered:
        raise NoUsableMethodError
    return wanted if wanted in offered else offered[0]


def get_expiry() -> int:
    """Return the unix time until which a code token that is made now is valid."""
    return int(time.time() + api_settings.CODE_EXPIRATION_TIME.total_seconds())


def make_payload(
    challenge: Challenge, user: Any, method: Method, purpose: str
) -> dict[str, Any]:
    """Return the claims of a code token for the challenge, ``jti`` first."""
    payload = dict(challenge.claims)
    if "jti" not in payload:
        payload = make_claims(user, payload)
    if method.name != CodeSender.name:
        payload[METHOD_CLAIM] = method.name
    if purpose != LOGIN:
        payload[PURPOSE_CLAIM] = purpose
    return payload


def make_claims(user: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a method's own claims among those that every code token has.

    ``jti`` is first (RFC 7519, 4.1.7).
    """
    issued_at = int(time.time())
    lifetime = int(api_settings.CODE_EXPIRATION_TIME.total_seconds())
    return {
        "jti": secrets.token_urlsafe(api_settings.CODE_TOKEN_JTI_BYTES),
        "uid": user.pk if isinstance(user.pk, int) else str(user.pk),
        **own,
        "iat": issued_at,
        "exp": issued_at + lifetime,
    }


def deliver(issued: Issued) -> None:
    """Deliver the challenge; raise `VerificationCodeSendingError` if that fails."""
    try:
        with sending.code_good_until(issued.payload["exp"]):
            issued.deliver()
    except sending.CodeSendingError as error:
        raise VerificationCodeSendingError(error) from error


def describe(issued: Issued) -> dict[str, Any]:
    """Return what clients are told of the code token beside itself.

    Nothing, if the sent code is the only method that is configured.
    """
    if is_default():
        return {}
    offered = get_offered(issued.user)
    return {
        "method": issued.method.name,
        "methods": [_describe_method(method, issued.user) for method in offered],
        "expires_in": int(issued.payload["exp"] - time.time()),
    }


def _describe_method(method: Method, user: Any) -> dict[str, str]:
    destination = method.get_destination(user)
    return {"name": method.name} | ({"destination": destination} if destination else {})
