"""Facts about code tokens that all workers share, in the cache.

Whatever decides about access is decided by the cache's atomic `add` and `incr`: of any
number of workers that ask at once, each gets a different answer.  Reading a value and
writing it back would let a burst of requests see the same value.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from .exceptions import (
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    TooManyCodeTokensError,
)
from .utils import hash_string

# Caches round timeouts to whole seconds, and not all of them up.  A fact that ended
# before its code token would let the token start afresh.
_MARGIN = 2


def get_cache() -> BaseCache:
    """Return the cache that holds the facts."""
    return caches["default"]


def claim(cache: BaseCache, key: str, until: float, timeout: int) -> float | None:
    """Claim `key` until the given unix time.

    Return `None` if it is now ours, else the unix time until which it is another's.
    The value in the cache decides; `timeout` (seconds) only has to be no shorter.
    """
    if cache.add(key, until, timeout):
        return None
    taken_until = cache.get(key)
    if taken_until is None or time.time() < taken_until:
        return until if taken_until is None else taken_until
    # The entry outlived its claim.  Of all who see that, `add` lets one replace it.
    if not cache.add(f"{key}:{taken_until}", True, timeout):
        return until
    cache.set(key, until, timeout)
    return None


def timeout_until(moment: float) -> int:
    """Return the seconds for which a fact must last to be there until `moment`."""
    return math.ceil(moment - time.time()) + _MARGIN


@dataclass
class Slot:
    """One of the places for active code tokens that a user has."""

    key: str
    until: float

    def last_until(self, moment: float) -> None:
        """Keep the slot until the given unix time, if that is later than now set."""
        if moment > self.until:
            self.until = moment
            get_cache().set(self.key, moment, timeout_until(moment))

    def free(self) -> None:
        """Give the slot back."""
        get_cache().delete(self.key)


def take_slot(key_space: str, user_pk: Any, until: float, limit: int) -> Slot:
    """Take one of the user's `limit` slots for active code tokens.

    Raise `TooManyCodeTokensError` if all are taken.
    """
    cache = get_cache()
    user = hash_string(str(user_pk))
    ends = []
    for number in range(limit):
        key = f"drf_jwt_2fa:slot:{key_space}:{user}:{number}"
        taken_until = claim(cache, key, until, timeout_until(until))
        if taken_until is None:
            return Slot(key, until)
        ends.append(taken_until)
    raise TooManyCodeTokensError(wait=min(ends, default=until) - time.time())


@dataclass(frozen=True)
class CodeTokenState:
    """What is known of one code token; `expires_at` is its ``exp``, in unix time."""

    key_space: str
    jti: str
    expires_at: float

    def remember_slot(self, slot: Slot) -> None:
        """Note which slot the code token has."""
        get_cache().set(self._key("issued"), slot.key, self._timeout)

    def free_slot(self) -> None:
        """Give back the slot that the code token has, if it has one."""
        cache = get_cache()
        slot_key = cache.get(self._key("issued"))
        if slot_key is not None:
            cache.delete(slot_key)

    def get_spending_proof(self) -> str | None:
        """Return the proof that `spend` was called with, or `None` if it was not."""
        proof: str | None = get_cache().get(self._key("spent"))
        return proof

    def spend(self, proof: str) -> None:
        """Use up the code token, by one who can prove it.

        Raise `TokenAlreadyUsedError` if it is used up already.
        """
        if not get_cache().add(self._key("spent"), proof, self._timeout):
            raise TokenAlreadyUsedError

    def count_attempt(self, limit: int) -> None:
        """Count one attempt; raise `TooManyAuthAttemptsError` past the limit."""
        if self._take_number(limit) > limit:
            raise TooManyAuthAttemptsError

    def check_attempts_left(self, limit: int) -> None:
        """Raise `TooManyAuthAttemptsError` if the limit is reached; count nothing."""
        if self._get_count(limit) >= limit:
            raise TooManyAuthAttemptsError

    def _take_number(self, limit: int) -> int:
        cache, key = get_cache(), self._key("attempts")
        if not _has_atomic_incr(cache):
            return self._claim_number(limit)
        if cache.add(key, 1, self._timeout):
            return 1
        try:
            return cache.incr(key)
        except ValueError:
            return limit + 1  # It vanished between the calls: better safe than sorry.

    def _claim_number(self, limit: int) -> int:
        for number in range(1, limit + 1):
            if get_cache().add(self._numbered_key(number), True, self._timeout):
                return number
        return limit + 1

    def _get_count(self, limit: int) -> int:
        cache = get_cache()
        if _has_atomic_incr(cache):
            count: int = cache.get(self._key("attempts"), 0)
            return count
        keys = [self._numbered_key(number) for number in range(1, limit + 1)]
        return len(cache.get_many(keys))

    def _numbered_key(self, number: int) -> str:
        return self._key(f"attempt-{number}")

    def _key(self, fact: str) -> str:
        return f"drf_jwt_2fa:{fact}:{self.key_space}:{hash_string(self.jti)}"

    @property
    def _timeout(self) -> int:
        return timeout_until(self.expires_at)


def _has_atomic_incr(cache: BaseCache) -> bool:
    # The base class's `incr`, which the database and file caches inherit, is a get and
    # a set, and the set gives the entry the default timeout.
    return type(cache).incr is not BaseCache.incr
