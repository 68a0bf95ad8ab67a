"""Issue a code token: choose a method, deliver its challenge, record it."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from .. import sending
from ..claims import (
    ACCOUNT_CLAIM,
    EPOCH_CLAIM,
    LOGIN,
    METHOD_CLAIM,
    PURPOSE_CLAIM,
    REFRESH_CLAIM,
)
from ..exceptions import NoUsableMethodError, VerificationCodeSendingError
from ..keys import current_keys
from ..methods import (
    Challenge,
    Codes,
    CodeSender,
    Factors,
    Method,
    factors_of,
    get_offered,
    get_store,
    is_default,
)
from ..settings import api_settings
from ..state import Place, Reservation
from ..users import password_fingerprint
from . import limits
from .checked import CheckedToken
from .fingerprints import account_fingerprint, bind_password

# What a code token hands on to the one that takes its place.
_KEPT = (REFRESH_CLAIM,)

# How long after the password was given new codes can be had without it.
CHAIN_LIFETIME = timedelta(minutes=15)


class Encoder(Codes, Protocol):
    """A token manager: it makes codes, and writes the token."""

    def encode_token(self, payload: dict[str, Any]) -> str:
        """Return the claims as a signed JWT."""


@dataclass(frozen=True)
class Issued:
    """A code token, and the challenge that was delivered for it."""

    token: str = field(repr=False)
    user: Any
    factors: Factors
    method: Method
    claims: Mapping[str, Any] = field(repr=False)


class IssuedToken(str):
    """The text of a new code token, with what clients are told of it.

    Managers of projects return text, and may change it.
    """

    issued: Issued

    def __repr__(self) -> str:
        return "<IssuedToken>"


@dataclass(frozen=True)
class _Account:
    """The account that a code token is bound to, as of before its method is chosen.

    What is enrolled while the code is on its way must end the code token.
    """

    user: Any
    factors: Factors
    fingerprint: str


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

    It is of the wanted method, or of the first that is offered.  `more` are claims for
    its purpose.

    Raise `NoUsableMethodError` if there is no method, `TooManyCodeTokensError` or
    `TooManyUnredeemedCodeTokensError` if the user has too many code tokens,
    `VerificationCodeSendingError` if the code could not be sent, and
    `CacheUnavailableError`; then no code token was issued.
    """
    account = _look_at(user, purpose, factors)
    method = _choose(account, wanted)
    reservation = _reserve(account, method, purpose)
    try:
        token, claims = _send(account, method, codes, purpose, more or {})
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
    return _write(token, account, method, claims)


def renew(
    user: Any,
    codes: Encoder,
    replaced: CheckedToken,
    wanted: Method,
    factors: Factors,
) -> IssuedToken:
    """Return a code token in place of another one, with a new challenge.

    It is of the wanted method, or of the first that is offered.  Raise what `issue`
    raises, and `Throttled` if a challenge was sent less than ``RESEND_WAIT_TIME`` ago;
    as long as nothing was sent, the code token to be replaced stays valid.
    """
    record, purpose = replaced.state.check_replaceable(), replaced.purpose
    account = _look_at(user, purpose, factors)
    method = _choose(account, wanted)
    if method.sends:
        wait = api_settings.RESEND_WAIT_TIME.total_seconds()
        replaced.state.take_turn_to_replace(wait)
    reservation = _reserve(account, method, purpose, record.slot)
    more = {name: replaced.claims[name] for name in _KEPT if name in replaced.claims}
    try:
        token, claims = _send(
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
    return _write(token, account, method, claims)


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


def describe(issued: Issued) -> dict[str, Any]:
    """Return what clients are told of the code token beside itself.

    Nothing, if the sent code is the only method that is configured.
    """
    if is_default():
        return {}
    offered = get_offered(issued.user, issued.factors)
    return {
        "method": issued.method.name,
        "methods": [_describe_method(method, issued.user) for method in offered],
        "expires_in": int(issued.claims["exp"] - time.time()),
    }


def _look_at(user: Any, purpose: str, factors: Factors | None) -> _Account:
    if factors is None:
        factors = factors_of(user)
    store = get_store()
    if store is not None and purpose == LOGIN:
        factors = store.begin_epoch(user, factors)
    fingerprint = account_fingerprint(
        user, factors.epoch, current_keys().extension_secret
    )
    return _Account(user, factors, fingerprint)


def _choose(account: _Account, wanted: Method | None = None) -> Method:
    """Return the wanted method if it is offered to the user, else the first that is."""
    offered = get_offered(account.user, account.factors)
    if not offered:
        raise NoUsableMethodError(account.user.pk)
    return wanted if wanted in offered else offered[0]


def _get_expiry() -> int:
    return int(time.time() + api_settings.CODE_EXPIRATION_TIME.total_seconds())


def _reserve(
    account: _Account, method: Method, purpose: str, slot: Place | None = None
) -> Reservation:
    """Reserve a place in the guess budget, and a slot where a code is to be sent.

    Raise `TooManyCodeTokensError` or `TooManyUnredeemedCodeTokensError`.
    """
    if method.sends and slot is None:
        return limits.reserve(account.user, purpose, _get_expiry())
    return limits.reserve_budget(account.user, purpose)


def _send(
    account: _Account,
    method: Method,
    codes: Encoder,
    purpose: str,
    more: Mapping[str, Any],
    *,
    latest_end: float = math.inf,
) -> tuple[str, dict[str, Any]]:
    """Deliver a new challenge, and return its code token and the claims of that."""
    challenge = method.begin(account.user, codes)
    claims = {**_make_claims(challenge, account, method, purpose), **more}
    claims["exp"] = int(min(claims["exp"], latest_end))
    token = codes.encode_token(claims)
    _deliver(challenge, purpose, claims["exp"])
    return token, claims


def _make_claims(
    challenge: Challenge, account: _Account, method: Method, purpose: str
) -> dict[str, Any]:
    """Return the claims of a code token for the challenge, ``jti`` first."""
    claims = dict(challenge.claims)
    if "jti" not in claims:
        claims = make_claims(account.user, claims)
    if method.name != CodeSender.name:
        claims[METHOD_CLAIM] = method.name
    if purpose != LOGIN:
        claims[PURPOSE_CLAIM] = purpose
    if not is_default():
        password = password_fingerprint(account.user)
        secret = current_keys().extension_secret
        bound = bind_password(account.fingerprint, password, secret)
        claims[ACCOUNT_CLAIM] = bound
        claims[EPOCH_CLAIM] = account.factors.epoch
    return claims


def _deliver(challenge: Challenge, purpose: str, end: float) -> None:
    try:
        with sending.sending_for(purpose, end):
            challenge.deliver()
    except sending.CodeSendingError as error:
        raise VerificationCodeSendingError(error) from error


def _write(
    token: str, account: _Account, method: Method, claims: dict[str, Any]
) -> IssuedToken:
    written = IssuedToken(token)
    written.issued = Issued(token, account.user, account.factors, method, claims)
    return written


def _describe_method(method: Method, user: Any) -> dict[str, str]:
    destination = method.get_destination(user)
    return {"name": method.name} | ({"destination": destination} if destination else {})
