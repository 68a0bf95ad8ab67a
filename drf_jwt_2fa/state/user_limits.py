"""Limits on the code tokens of one user: at a time, and without a completed login."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from functools import partial

from ..exceptions import TooManyCodeTokensError, TooManyUnredeemedCodeTokensError
from .cache import (
    get_cache,
    make_key,
    reaching_the_cache,
    refuse,
    reusable_timeout_until,
)
from .leases import Place, clear_places, free_place, lease, take_place


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
                _give_back(place)


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
        place = take_place(self._make_slot_key, limit, until)
        if isinstance(place, Place):
            return place
        wait = place - time.time()
        raise TooManyCodeTokensError(wait, user_pk=self._user_pk)

    @reaching_the_cache()
    def take_budget_place(self, limit: int, seconds: int) -> Place:
        """Take one of the places for unredeemed code tokens within the given `seconds`.

        Raise `TooManyUnredeemedCodeTokensError` if all are taken.
        """
        place = _take_budget_place(self.budget, limit, time.time() + seconds)
        if isinstance(place, Place):
            return place
        wait = place - time.time()
        raise TooManyUnredeemedCodeTokensError(wait, user_pk=self._user_pk)

    @reaching_the_cache()
    def move_slot(self, slot: Place, until: float) -> Place:
        """Keep the slot until the given unix time, unless it ends later already."""
        if until <= slot.until:
            return slot
        cache = get_cache()
        cache.set(slot.key, until, reusable_timeout_until(cache, until))
        return Place(slot.key, until)

    @reaching_the_cache()
    def is_first_to_warn(self, seconds: int) -> bool:
        """Return whether this is the first call within the given `seconds`."""
        cache, until = get_cache(), time.time() + seconds
        timeout = reusable_timeout_until(cache, until)
        return lease(cache, self._warned, until, timeout) is None

    @reaching_the_cache()
    def settle(self, slot: Place | None, *used_up: str) -> None:
        """Give the slot back, and clear the guess budget: a login was completed.

        The `used_up` keys are deleted, too.  One call clears a budget of any size: its
        places are named after its head, and void without it.
        """
        keys = [self.budget, self._warned, *used_up]
        if slot is not None and time.time() < slot.until:
            keys.append(slot.key)
        get_cache().delete_many(keys)

    @reaching_the_cache()
    def reset(self) -> None:
        """Reset what counts against the user."""
        self.settle(None)
        clear_places(self._make_slot_key)

    def _make_slot_key(self, number: int) -> str:
        return make_key(f"slot-{number}", self._key_space, self._user_pk)

    @property
    def budget(self) -> str:
        """The key of the head of the guess budget: without it, the budget is clear."""
        return make_key("unredeemed", self._key_space, self._user_pk, self.owner)

    @property
    def _warned(self) -> str:
        return make_key("warned", self._key_space, self._user_pk, self.owner)


def _take_budget_place(head_key: str, limit: int, until: float) -> Place | float:
    """Take a place in a guess budget: its head, or one that is named after it."""
    if limit < 1:
        return until
    cache = get_cache()
    timeout = reusable_timeout_until(cache, until)
    head = {"name": secrets.token_hex(8), "until": until}
    if cache.add(head_key, head, timeout):
        return Place(head_key, until)
    found = cache.get(head_key)
    if found is None:
        # A login was completed in between.
        if not cache.add(head_key, head, timeout):
            raise refuse("it refuses to add an entry that it does not have")
        return Place(head_key, until)
    return _take_place_after(head_key, found, limit, until)


def _take_place_after(
    head_key: str, head: dict[str, float | str], limit: int, until: float
) -> Place | float:
    """Take a place beside the head, which counts for one as long as its time lasts."""
    cache, head_end = get_cache(), float(head["until"])
    is_taken = head_end > time.time()
    place = take_place(partial(_name_place, head_key, head), limit - is_taken, until)
    if isinstance(place, Place):
        # The head has to outlive the places that are named after it.
        cache.touch(head_key, reusable_timeout_until(cache, until))
        return place
    return min(place, head_end) if is_taken else place


def _name_place(head_key: str, head: dict[str, float | str], number: int) -> str:
    return f"{head_key}:{head['name']}:{number}"


def _give_back(place: Place) -> None:
    cache = get_cache()
    head = cache.get(place.key)
    if isinstance(head, dict):
        # Other places may be named after it by now, so it stays.
        timeout = reusable_timeout_until(cache, place.until)
        cache.set(place.key, {**head, "until": 0}, timeout)
    else:
        free_place(place)
