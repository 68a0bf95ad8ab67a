"""What a new code token takes of its user's limits and leaves behind."""

from __future__ import annotations

from typing import Any

from .code_tokens import LOGIN, PURPOSES, get_purpose
from .exceptions import TooManyUnredeemedCodeTokensError
from .fingerprints import account_fingerprint, owner_fingerprint
from .keys import get_key_space
from .methods import get_enrollment_state
from .password_warning import send_password_warning
from .settings import api_settings
from .state import CodeTokenState, Place, Record, Reservation, UserLimits
from .utils import parse_rate


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


def reserve_renewal(user: Any, purpose: str) -> Reservation:
    """Reserve a place in the guess budget for a code token that takes over a slot.

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


def get_account(user: Any) -> str:
    """Return the fingerprint of the user's account, for the record of a code token.

    Take it before the method is chosen: what is enrolled while the code is on its way
    must end the code token.
    """
    return account_fingerprint(user, get_enrollment_state(user))


def record(
    user: Any,
    account: str,
    payload: dict[str, Any],
    slot: Place | None,
    *,
    chain: str,
    chain_ends: float,
) -> None:
    """Remember that a code token with these claims was issued to the user.

    `account` is what `get_account` returned before.  `chain` is the ID of the code
    token that the password was given for, `chain_ends` (unix time) is until when it may
    be renewed.
    """
    limits = get_limits(user, get_purpose(payload))
    if slot is not None:
        # Hashing took its time, or a subclass makes code tokens that live longer.
        slot = limits.move_slot(slot, payload["exp"])
    record = Record(
        account=account,
        owner=limits.owner,
        slot=slot,
        chain=chain,
        chain_ends=chain_ends,
    )
    get_state(payload).remember(record)


def get_state(payload: dict[str, Any]) -> CodeTokenState:
    """Return the state of the code token with these claims."""
    limit = api_settings.MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN
    space = _get_key_space(get_purpose(payload))
    return CodeTokenState(space, payload["jti"], payload["exp"], limit)


def reset_limits(user: Any) -> None:
    """Forget what counts against the user; code tokens that are out stay valid."""
    slots = api_settings.MAX_ACTIVE_CODE_TOKENS_PER_USER or 0
    for purpose in PURPOSES:
        get_limits(user, purpose).reset(slots, get_budget_size())


def get_limits(user: Any, purpose: str) -> UserLimits:
    """Return the places for code tokens of this purpose that the user has."""
    return UserLimits(_get_key_space(purpose), user.pk, owner_fingerprint(user))


def get_budget_size() -> int:
    """Return how many places there are in a guess budget."""
    rate = api_settings.MAX_UNREDEEMED_CODE_TOKENS_PER_USER
    return 0 if rate is None else parse_rate(rate)[0]


def _get_key_space(purpose: str) -> str:
    """Return the key space of code tokens of this purpose.

    Each has its own places: who has nothing but a stolen access token must not use up
    those of logins, nor who has nothing but the password those of step-ups.
    """
    space = get_key_space()
    return space if purpose == LOGIN else f"{space}:{purpose}"
