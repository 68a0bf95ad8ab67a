"""Issue and renew code tokens: choose a method, deliver its challenge, record it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from .. import sending
from ..claims import (
    CODE_SESSION_CLAIM,
    LOGIN,
    OF_DJANGO_CLAIM,
    PASSWORDLESS_CLAIM,
    REFRESH_CLAIM,
)
from ..exceptions import NoUsableMethodError, VerificationCodeSendingError
from ..methods import Challenge, Codes, Factors, Method, get_offered
from ..settings import api_settings
from ..state import Place, Reservation
from . import limits
from .accounts import Account, look_at_account
from .checked import CheckedToken
from .contents import make_challenge_claims
from .issued import Issued, IssuedToken

# The claims that a code token hands on to its replacement.
_KEPT = (REFRESH_CLAIM, CODE_SESSION_CLAIM, OF_DJANGO_CLAIM, PASSWORDLESS_CLAIM)

# How long new codes are available without giving the password again.
CHAIN_LIFETIME = timedelta(minutes=15)


class Encoder(Codes, Protocol):
    """A token manager: it makes codes, and writes the token."""

    def encode_token(self, payload: dict[str, Any]) -> str:
        """Return the claims as a signed JWT."""


def issue(
    user: Any,
    codes: Encoder,
    purpose: str = LOGIN,
    factors: Factors | None = None,
    *,
    wanted: Method | None = None,
    more: Mapping[str, Any] | None = None,
) -> IssuedToken:
    """Send the user a challenge and return the code token that goes with it.

    It has the wanted method, or the first one offered.  `more` are claims for its
    purpose.

    Raise `NoUsableMethodError` if there is no method, `TooManyCodeTokensError` or
    `TooManyUnredeemedCodeTokensError` if the user has too many code tokens,
    `VerificationCodeSendingError` if the code could not be sent, and
    `CacheUnavailableError`; then no code token was issued.
    """
    account = look_at_account(user, purpose, factors)
    method = _choose(account, wanted)
    reservation = _reserve(account, method, purpose)
    try:
        token, claims, public = _send(account, method, codes, purpose, more or {})
        limits.record(
            user,
            account.fingerprint,
            claims,
            reservation.slot,
            chain=claims["jti"],
            chain_ends=time.time() + CHAIN_LIFETIME.total_seconds(),
            is_only=not method.sends,
        )
    except BaseException:
        reservation.cancel()
        raise
    issued = Issued(token, user, account.factors, method, claims, public)
    return IssuedToken.of(issued)


def renew(
    user: Any,
    codes: Encoder,
    replaced: CheckedToken,
    wanted: Method,
    factors: Factors,
) -> IssuedToken:
    """Return a code token in place of another one, with a new challenge.

    It has the wanted method, or the first one offered.  Raise what `issue` raises, and
    `Throttled` if a challenge was sent less than ``RESEND_WAIT_TIME`` ago.  The code
    token to be replaced stays valid until the new challenge is sent.
    """
    record, purpose = replaced.state.check_replaceable(), replaced.purpose
    account = look_at_account(user, purpose, factors)
    method = _choose(account, wanted)
    if method.sends:
        wait = api_settings.RESEND_WAIT_TIME.total_seconds()
        replaced.state.take_turn_to_replace(wait)
    reservation = _reserve(account, method, purpose, record.slot)
    more = {name: replaced.claims[name] for name in _KEPT if name in replaced.claims}
    try:
        token, claims, public = _send(
            account, method, codes, purpose, more, latest_end=record.chain_ends
        )
        replaced.state.end_replaced()
    except BaseException:
        reservation.cancel()
        raise
    with limits.charged_to(record.address_place):
        limits.record(
            user,
            account.fingerprint,
            claims,
            record.slot or reservation.slot,
            chain=record.chain,
            chain_ends=record.chain_ends,
            is_only=not method.sends,
        )
    issued = Issued(token, user, account.factors, method, claims, public)
    return IssuedToken.of(issued)


def _choose(account: Account, wanted: Method | None = None) -> Method:
    """Return the wanted method if the user is offered it, else the first one."""
    offered = get_offered(account.user, account.factors)
    if not offered:
        raise NoUsableMethodError(account.user.pk)
    return wanted if wanted in offered else offered[0]


def _get_expiry() -> int:
    return int(time.time() + api_settings.CODE_EXPIRATION_TIME.total_seconds())


def _reserve(
    account: Account, method: Method, purpose: str, slot: Place | None = None
) -> Reservation:
    """Reserve a place in the guess budget, and a slot if a code is to be sent.

    Raise `TooManyCodeTokensError` or `TooManyUnredeemedCodeTokensError`.
    """
    if method.sends and slot is None:
        return limits.reserve(account.user, purpose, _get_expiry())
    return limits.reserve_budget(account.user, purpose)


def _send(
    account: Account,
    method: Method,
    codes: Encoder,
    purpose: str,
    more: Mapping[str, Any],
    *,
    latest_end: float = math.inf,
) -> tuple[str, dict[str, Any], Mapping[str, Any]]:
    """Deliver a new challenge; return its code token, that token's claims, and what the
    client needs to answer.
    """
    challenge = method.begin(account.user, codes)
    claims = {**make_challenge_claims(challenge, account, method, purpose), **more}
    claims["exp"] = int(min(claims["exp"], latest_end))
    token = codes.encode_token(claims)
    _deliver(challenge, purpose, claims["exp"])
    return token, claims, challenge.public


def _deliver(challenge: Challenge, purpose: str, end: float) -> None:
    try:
        with sending.sending_for(purpose, end):
            challenge.deliver()
    except sending.CodeSendingError as error:
        raise VerificationCodeSendingError(error) from error
