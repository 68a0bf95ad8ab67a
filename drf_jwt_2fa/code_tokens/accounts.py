"""The account that a code token is bound to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ..claims import LOGIN
from ..keys import current_keys
from ..methods import Factors, factors_of, get_store
from .fingerprints import account_fingerprint

# A project's manager takes only the user, so factors that were read before have to
# reach this module past the manager.
_known: ContextVar[tuple[Any, Factors] | None] = ContextVar("known", default=None)


@contextmanager
def knowing(user: Any, factors: Factors | None) -> Iterator[None]:
    """Take these factors of the user inside, if they are given, and read no others."""
    reset = _known.set(None if factors is None else (user, factors))
    try:
        yield
    finally:
        _known.reset(reset)


@dataclass(frozen=True)
class Account:
    """The account that a code token is bound to, as of before its method is chosen.

    What is enrolled while the code is on its way must end the code token.
    """

    user: Any
    factors: Factors
    fingerprint: str


def look_at_account(user: Any, purpose: str, factors: Factors | None) -> Account:
    """Return the account as it is now; read its factors if they are not known.

    A login begins the user's epoch if there is none yet.
    """
    if factors is None:
        factors = _find_known(user) or factors_of(user)
    store = get_store()
    if store is not None and purpose == LOGIN:
        factors = store.begin_epoch(user, factors)
    fingerprint = account_fingerprint(
        user, factors.epoch, current_keys().extension_secret
    )
    return Account(user, factors, fingerprint)


def _find_known(user: Any) -> Factors | None:
    known = _known.get()
    return known[1] if known is not None and known[0] is user else None
