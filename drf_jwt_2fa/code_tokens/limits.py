"""The limits that a new code token counts against, and the record it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..claims import LOGIN, STEP_UP
from ..exceptions import TooManyUnredeemedCodeTokensError
from ..keys import CodeTokenKeys, current_keys
from ..sending.password_warning import send_password_warning
from ..settings import api_settings
from ..state import CodeTokenState, Place, Record, Reservation, UserLimits
from ..users import password_fingerprint
from ..utils import parse_rate
from .jwt import get_purpose

# A project's manager takes only the user, so the place that the request took in the
# limit of its address has to reach the code token's record past the manager.
_address_place: ContextVar[Place | None] = ContextVar("address_place", default=None)


@contextmanager
def charged_to(address_place: Place | None) -> Iterator[None]:
    """Record this place in the limit of an address with code tokens issued inside."""
    reset = _address_place.set(address_place)
    try:
        yield
    finally:
        _address_place.reset(reset)


def reserve(user: Any, purpose: str, expires_at: float) -> Reservation:
    """Reserve a slot, until the given unix time, and a place in the guess budget.

    Raise `TooManyCodeTokensError` or `TooManyUnredeemedCodeTokensError` if the user has
    none left.
    """
    limits = get_limits(user, purpose)
    slot = limits.take_slot(api_settings.MAX_ACTIVE_CODE_TOKENS_PER_USER, expires_at)
    try:
        return Reservation(slot, _take_budget_place(user, purpose, limits))
    except BaseException:
        Reservation(slot, None).cancel()
        raise


def reserve_budget(user: Any, purpose: str) -> Reservation:
    """Reserve a place in the guess budget for a code token that needs no slot.

    Raise `TooManyUnredeemedCodeTokensError` if the user has none left.
    """
    limits = get_limits(user, purpose)
    return Reservation(None, _take_budget_place(user, purpose, limits))


def _take_budget_place(user: Any, purpose: str, limits: UserLimits) -> Place | None:
    rate = api_settings.MAX_UNREDEEMED_CODE_TOKENS_PER_USER
    if rate is None:
        return None
    number, seconds = parse_rate(rate)
    try:
        return limits.take_budget_place(number, seconds)
    except TooManyUnredeemedCodeTokensError:
        # To begin that many logins, one has to know the password.
        wants_warning = purpose == LOGIN and api_settings.SEND_PASSWORD_WARNING
        if wants_warning and limits.is_first_to_warn(seconds):
            send_password_warning(user)
        raise


def record(
    user: Any,
    account: str,
    payload: Mapping[str, Any],
    slot: Place | None,
    *,
    chain: str,
    chain_ends: float,
    is_only: bool = False,
) -> None:
    """Remember that a code token with these claims was issued to the user.

    `account` is the fingerprint of the user's account, `chain` the ID of the code token
    that the password was given for, `chain_ends` (unix time) until when it may be
    renewed.  With `is_only` it ends the user's last such code token.
    """
    limits = get_limits(user, get_purpose(payload))
    if slot is not None:
        # Hashing took time, or a subclass makes code tokens that live longer.
        slot = limits.move_slot(slot, payload["exp"])
    record = Record(
        account=account,
        owner=limits.owner,
        slot=slot,
        chain=chain,
        chain_ends=chain_ends,
        address_place=_address_place.get(),
        only=payload["jti"] if is_only else None,
    )
    get_state(payload, current_keys(), is_only=is_only).remember(record)


def get_state(
    payload: Mapping[str, Any], keys: CodeTokenKeys, *, is_only: bool
) -> CodeTokenState:
    """Return the state of the code token with these claims, made with these keys."""
    limit = api_settings.MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN
    space = _get_key_space(get_purpose(payload), keys)
    jti, expires_at = payload["jti"], payload["exp"]
    # Without a user it has nothing in common with other code tokens.
    owner = payload.get("uid", jti)
    return CodeTokenState(space, owner, jti, expires_at, limit, is_only=is_only)


def reset_limits(user: Any) -> None:
    """Reset the limits of the user; code tokens that were issued stay valid."""
    for purpose in (LOGIN, STEP_UP):
        get_limits(user, purpose).reset()


def get_limits(user: Any, purpose: str) -> UserLimits:
    """Return the limits of the user for code tokens of this purpose."""
    space = _get_key_space(purpose, current_keys())
    return UserLimits(space, user.pk, password_fingerprint(user))


def _get_key_space(purpose: str, keys: CodeTokenKeys) -> str:
    """Return the key space of code tokens of this purpose.

    Each has its own places: an attacker with nothing but a stolen access token must not
    use up those of logins, nor one with nothing but the password those of step-ups.
    """
    return keys.space if purpose == LOGIN else f"{keys.space}:{purpose}"
