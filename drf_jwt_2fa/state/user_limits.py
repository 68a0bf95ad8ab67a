"""How many code tokens one user may have: at a time, and without completing a login."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..exceptions import TooManyCodeTokensError, TooManyUnredeemedCodeTokensError
from .cache import (
    get_cache,
    make_key,
    make_keys,
    reaching_the_cache,
    reusable_timeout_until,
)
from .claims import Place, claim, free_place, take_place

_WARNED = "warned"


@dataclass(frozen=True)
class Reservation:
    """The places that one code token takes."""

    slot: Place | None
    budget_place: Place | None

    @reaching_the_cache()
    def cancel(self) -> None:
        """Give the places back: the code token was not issued."""
        for place in (self.slot, self.budget_place):
            if place is not None:
                free_place(place)


class UserLimits:
    """The places for code tokens that one user has.

    `owner` tells users with different passwords apart, and stands for the user together
    with the password: a new password begins with a new guess budget.
    """

    def __init__(self, key_space: str, user_pk: object, owner: str) -> None:
        self._key_space = key_space
        self._user_pk = user_pk
        self.owner = owner

    @reaching_the_cache()
    def take_slot(self, limit: int | None, until: float) -> Place | None:
        """Take one of `limit` slots for active code tokens until the given unix time.

        Raise `TooManyCodeTokensError` if all are taken.
        """
        if limit is None:
            return None
        place = take_place(self._slot_keys(limit), until)
        if isinstance(place, Place):
            return place
        raise TooManyCodeTokensError(wait=place - time.time())

    @reaching_the_cache()
    def take_budget_place(self, limit: int, seconds: int) -> Place:
        """Take one of the places for code tokens that `seconds` may see unredeemed.

        Raise `TooManyUnredeemedCodeTokensError` if all are taken.
        """
        keys = budget_keys(self._key_space, self.owner, limit)
        place = take_place(keys, time.time() + seconds)
        if isinstance(place, Place):
            return place
        raise TooManyUnredeemedCodeTokensError(wait=place - time.time())

    @reaching_the_cache()
    def move_slot(self, slot: Place, until: float) -> Place:
        """Keep the slot until the given unix time, if that is later than now set."""
        if until <= slot.until:
            return slot
        cache = get_cache()
        cache.set(slot.key, until, reusable_timeout_until(cache, until))
        return Place(slot.key, until)

    @reaching_the_cache()
    def is_first_to_warn(self, seconds: int) -> bool:
        """Return whether nobody has asked this in the last `seconds`."""
        cache, until = get_cache(), time.time() + seconds
        timeout = reusable_timeout_until(cache, until)
        key = make_key(_WARNED, self._key_space, self.owner)
        return claim(cache, key, until, timeout) is None

    @reaching_the_cache()
    def reset(self, slots: int, budget: int) -> None:
        """Forget what counts against the user."""
        keys = owner_keys(self._key_space, self.owner, budget)
        get_cache().delete_many(keys + self._slot_keys(slots))

    def _slot_keys(self, limit: int) -> list[str]:
        facts = (f"slot-{number}" for number in range(limit))
        return make_keys(facts, self._key_space, self._user_pk)


def budget_keys(key_space: str, owner: str, limit: int) -> list[str]:
    """Return the keys of the places in the owner's guess budget."""
    return make_keys(_budget_facts(limit), key_space, owner)


def owner_keys(key_space: str, owner: str, limit: int) -> list[str]:
    """Return the keys of all that a completed login clears: the budget, the warning."""
    return make_keys([_WARNED, *_budget_facts(limit)], key_space, owner)


def _budget_facts(limit: int) -> list[str]:
    return [f"unredeemed-{number}" for number in range(limit)]
