"""The account that a code token is bound to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..claims import LOGIN
from ..keys import current_keys
from ..methods import Factors, factors_of, get_store
from .fingerprints import account_fingerprint


@dataclass(frozen=True)
class Account:
    """The account that a code token is bound to, as of before its method is chosen.

    What is enrolled while the code is on its way must end the code token.
    """

    user: Any
    factors: Factors
    fingerprint: str


def look_at_account(user: Any, purpose: str, factors: Factors | None) -> Account:
    """Return the account as it is now; read its factors if they are not given.

    A login begins the user's epoch if there is none yet.
    """
    if factors is None:
        factors = factors_of(user)
    store = get_store()
    if store is not None and purpose == LOGIN:
        factors = store.begin_epoch(user, factors)
    fingerprint = account_fingerprint(
        user, factors.epoch, current_keys().extension_secret
    )
    return Account(user, factors, fingerprint)
