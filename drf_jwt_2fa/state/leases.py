"""Leases of keys in the cache, which its atomic `add` grants to one worker each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache

from .cache import get_cache, refuse, reusable_timeout_until, timeout_until

# Places are looked at in groups of this size, whatever their number is.
_GLANCE = 16
# So many places are looked at in turn before a user is refused.  Under a larger limit,
# some are picked at random: a limit of a billion must cost no more than one of five.
_MOST_IN_ORDER = 8 * _GLANCE
_RANDOM_GLANCES = 8

_REFUSES_TO_ADD = "it refuses to add an entry that it does not have"


@dataclass(frozen=True)
class Place:
    """A key that is leased until the given unix time."""

    key: str
    until: float


def lease(
    cache: BaseCache, key: str, until: float, timeout: int | None
) -> float | None:
    """Lease `key` until the given unix time.

    Return `None` if it is now ours, else the unix time until which it is another's.
    The value in the cache decides; `timeout` (seconds) only has to be no shorter.
    """
    taken_until = _add_or_get(cache, key, until, timeout)
    if taken_until is None or time.time() < taken_until:
        return taken_until
    return None if _take_over(cache, key, taken_until, until, timeout) else until


def take_place(
    make_key: Callable[[int], str], limit: int, until: float
) -> Place | float:
    """Lease one of `limit` places until the given unix time.

    Return the place, or the unix time from which one will be free if all are taken.
    `make_key` returns the key of the place with this number.
    """
    if limit < 1:
        return until
    cache = get_cache()
    timeout = reusable_timeout_until(cache, until)
    soonest = lease(cache, make_key(0), until, timeout)
    if soonest is None:
        return Place(make_key(0), until)
    for start in _choose_groups(limit):
        keys = [make_key(number) for number in range(start, start + _GLANCE)]
        ends = cache.get_many(keys)
        for key in keys[: limit - start]:
            end = ends.get(key, 0)
            if end <= time.time():
                # The glance only chooses; `lease` decides.
                end = lease(cache, key, until, timeout)
                if end is None:
                    return Place(key, until)
            soonest = min(soonest, end)
    return soonest


def free_place(place: Place) -> None:
    """Give a place back, unless its time is up and it may be another's."""
    if time.time() < place.until:
        get_cache().delete(place.key)


def clear_places(make_key: Callable[[int], str]) -> None:
    """Give back the first places, which are taken in order."""
    cache = get_cache()
    for start in range(0, _MOST_IN_ORDER, _GLANCE):
        keys = [make_key(number) for number in range(start, start + _GLANCE)]
        cache.delete_many(keys)


def take_number(make_key: Callable[[int], str], limit: int, timeout: int) -> int:
    """Return a number, from 1 up, that nobody else was given.

    If none is left, it is `limit` + 1.  For caches whose `incr` is not atomic.
    """
    cache = get_cache()
    for number in _choose_numbers(make_key, limit):
        if cache.add(make_key(number), True, timeout):
            return number
    if cache.get(make_key(1)) is None:
        raise refuse(_REFUSES_TO_ADD)
    return limit + 1


def count_numbers(make_key: Callable[[int], str]) -> int:
    """Return how many numbers `take_number` has given.

    They have no gaps, so the last one is found by halving: any number of attempts
    costs nearly the same.
    """
    cache = get_cache()

    def is_taken(number: int) -> bool:
        return cache.get(make_key(number)) is not None

    free = 1
    while is_taken(free):
        free *= 2
    taken = free // 2
    while taken + 1 < free:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return taken


def _choose_numbers(make_key: Callable[[int], str], limit: int) -> Iterator[int]:
    """Return the numbers to try, in order: all, or from the last one that is taken."""
    yield from range(1, min(limit, _GLANCE) + 1)
    if limit > _GLANCE:
        yield from range(max(_GLANCE, count_numbers(make_key)) + 1, limit + 1)


def _choose_groups(limit: int) -> Iterator[int]:
    """Return the first numbers of the groups of places to look at."""
    if limit <= _MOST_IN_ORDER:
        return iter(range(0, limit, _GLANCE))
    last = (limit - 1) // _GLANCE
    # It guards nothing: any free place will do.
    some = (random.randint(1, last) for _ in range(_RANDOM_GLANCES))  # noqa: S311
    return iter([0, *(number * _GLANCE for number in some)])


def _take_over(
    cache: BaseCache, key: str, ended: float, until: float, timeout: int | None
) -> bool:
    """Replace an entry that outlived its lease; return whether this call did.

    Of all workers that see the old entry, `add` lets one replace it.
    """
    if not cache.add(f"{key}:{ended}", True, timeout_until(until)):
        return False
    cache.set(key, until, timeout)
    return True


def _add_or_get(
    cache: BaseCache, key: str, until: float, timeout: int | None
) -> float | None:
    for _chance in range(2):
        if cache.add(key, until, timeout):
            return None
        taken_until: float | None = cache.get(key)
        if taken_until is not None:
            return taken_until
        # Freed or expired in between; a second time is no coincidence.
    raise refuse(_REFUSES_TO_ADD)
