"""Claiming a key in the cache for a time: alone, of several, or as a lock."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache

from .cache import get_cache, refuse, reusable_timeout_until, timeout_until

# Seconds after which the lock of a worker that died is anybody's.  Whoever holds one
# does three quick things with it.
_LOCK_LIFE = 10
# Together at most about three seconds: more than fifty others need.
_LOCK_ATTEMPTS = 300
_LOCK_PAUSE = 0.01
_LOCK_COINCIDENCES = 30
_REFUSES_TO_ADD = "it refuses to add an entry that it does not have"


@dataclass(frozen=True)
class Place:
    """A key that is claimed until the given unix time."""

    key: str
    until: float


def claim(
    cache: BaseCache, key: str, until: float, timeout: int | None
) -> float | None:
    """Claim `key` until the given unix time.

    Return `None` if it is now ours, else the unix time until which it is another's.
    The value in the cache decides; `timeout` (seconds) only has to be no shorter.
    """
    taken_until = _add_or_get(cache, key, until, timeout)
    if taken_until is None or time.time() < taken_until:
        return taken_until
    return None if _take_over(cache, key, taken_until, until, timeout) else until


def take_place(keys: Sequence[str], until: float) -> Place | float:
    """Claim the first free one of the keys until the given unix time.

    Return the place, or the unix time from which one will be free if all are taken.
    """
    cache = get_cache()
    timeout = reusable_timeout_until(cache, until)
    ends: dict[str, float] = {}
    for number, key in enumerate(keys):
        if ends.get(key, 0) > time.time():
            continue  # No need to ask: it is not long since this was seen.
        taken_until = claim(cache, key, until, timeout)
        if taken_until is None:
            return Place(key, until)
        if number == 0:
            ends = cache.get_many(keys)
        ends[key] = taken_until
    return min(ends.values(), default=until)


def free_place(place: Place) -> None:
    """Give a place back, unless its time is up and it may be another's."""
    if time.time() < place.until:
        get_cache().delete(place.key)


@contextmanager
def lock(cache: BaseCache, key: str) -> Iterator[bool]:
    """Hold the key alone; yield whether that succeeded within a few seconds."""
    until = _acquire(cache, key)
    try:
        yield until is not None
    finally:
        if until is not None and time.time() < until:
            cache.delete(key)


def _acquire(cache: BaseCache, key: str) -> float | None:
    attempts_that_saw_nothing = 0
    for _attempt in range(_LOCK_ATTEMPTS):
        until = time.time() + _LOCK_LIFE
        timeout = reusable_timeout_until(cache, until)
        if cache.add(key, until, timeout):
            return until
        taken_until = cache.get(key)
        if taken_until is None:
            # Locks come and go; but not always just in between.
            attempts_that_saw_nothing += 1
            if attempts_that_saw_nothing == _LOCK_COINCIDENCES:
                raise refuse(_REFUSES_TO_ADD)
        else:
            attempts_that_saw_nothing = 0
            if time.time() >= taken_until and _take_over(
                cache, key, taken_until, until, timeout
            ):
                return until
        # Not in step with the others who wait.
        time.sleep(_LOCK_PAUSE * random.random())  # noqa: S311  # It guards nothing.
    return None


def _take_over(
    cache: BaseCache, key: str, ended: float, until: float, timeout: int | None
) -> bool:
    """Replace an entry that outlived its claim; return whether we are the one to.

    Of all who see the old entry, `add` lets one replace it.
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
        # Freed or expired in between.  A second time, that is no coincidence.
    raise refuse(_REFUSES_TO_ADD)
