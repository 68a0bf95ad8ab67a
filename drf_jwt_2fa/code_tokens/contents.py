"""The claims of a code token."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from ..claims import ACCOUNT_CLAIM, EPOCH_CLAIM, LOGIN, METHOD_CLAIM, PURPOSE_CLAIM
from ..keys import current_keys
from ..methods import Challenge, CodeSender, Method, is_as_in_1_0_0
from ..settings import api_settings
from ..users import password_fingerprint
from .accounts import Account
from .fingerprints import bind_password


def make_claims(user: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims of every code token, with a method's own among them.

    ``jti`` is first (RFC 7519, 4.1.7).
    """
    user_pk = user.pk if isinstance(user.pk, int) else str(user.pk)
    return make_anonymous_claims({"uid": user_pk, **own})


def make_anonymous_claims(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims of a code token whose answer will name the user."""
    issued_at = int(time.time())
    lifetime = int(api_settings.CODE_EXPIRATION_TIME.total_seconds())
    return {
        "jti": secrets.token_urlsafe(api_settings.CODE_TOKEN_JTI_BYTES),
        **own,
        "iat": issued_at,
        "exp": issued_at + lifetime,
    }


def make_challenge_claims(
    challenge: Challenge, account: Account, method: Method, purpose: str
) -> dict[str, Any]:
    """Return the claims of a code token for the challenge, ``jti`` first."""
    claims = dict(challenge.claims)
    if "jti" not in claims:
        claims = make_claims(account.user, claims)
    if method.name != CodeSender.name:
        claims[METHOD_CLAIM] = method.name
    if purpose != LOGIN:
        claims[PURPOSE_CLAIM] = purpose
    if not is_as_in_1_0_0():
        password = password_fingerprint(account.user)
        secret = current_keys().extension_secret
        bound = bind_password(account.fingerprint, password, secret)
        claims[ACCOUNT_CLAIM] = bound
        claims[EPOCH_CLAIM] = account.factors.epoch
    return claims
