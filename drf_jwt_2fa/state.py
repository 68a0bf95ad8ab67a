"""Facts about code tokens that all workers share, in the cache.

Whatever decides about access is decided by the cache's atomic `add` and `incr`: of any
number of workers that ask at once, each gets a different answer.  Reading a value and
writing it back would let a burst of requests see the same value.
"""

from __future__ import annotations

import hmac
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


def make_key(fact: str, key_space: str, name: object) -> str:
    """Return the key under which a fact about the named one is kept."""
    return f"drf_jwt_2fa:{fact}:{key_space}:{hash_string(str(name))}"


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

    def give_to(self, key_space: str, jti: str) -> None:
        """Remember that the code token with this ID has the slot."""
        key = make_key("issued", key_space, jti)
        get_cache().set(key, self.key, timeout_until(self.until))

    def free(self) -> None:
        """Give the slot back."""
        get_cache().delete(self.key)


def take_slot(key_space: str, user_pk: Any, until: float, limit: int) -> Slot:
    """Take one of the user's `limit` slots for active code tokens.

    Raise `TooManyCodeTokensError` if all are taken.
    """
    cache = get_cache()
    ends = []
    for number in range(limit):
        key = make_key(f"slot-{number}", key_space, user_pk)
        taken_until = claim(cache, key, until, timeout_until(until))
        if taken_until is None:
            return Slot(key, until)
        ends.append(taken_until)
    raise TooManyCodeTokensError(wait=min(ends, default=until) - time.time())


class CodeTokenState:
    """What is known of one code token.

    `expires_at` is its ``exp`` (unix time), `limit` the number of attempts it has.  One
    look into the cache, at first, chooses between ways of asking; what decides is the
    answer of `add` or `incr`.
    """

    def __init__(
        self, key_space: str, jti: str, expires_at: float, limit: int | None
    ) -> None:
        self._key_space = key_space
        self._jti = jti
        self._expires_at = expires_at
        self._limit = limit
        found = get_cache().get_many([self._key("spent"), self._key("attempts")])
        self._spent_with: str | None = found.get(self._key("spent"))
        self._was_attempted = self._key("attempts") in found

    def check_unspent(self, proof: str) -> None:
        """Raise `TokenAlreadyUsedError` if `spend` was called with this proof.

        Raise `TooManyAuthAttemptsError` instead if the token is dead for that.
        """
        if hmac.compare_digest(self._spent_with or "", proof):
            if self._limit is not None and self._get_count(self._limit) > self._limit:
                raise TooManyAuthAttemptsError
            raise TokenAlreadyUsedError

    def count_attempt(self) -> bool:
        """Count one attempt and return whether its code may be evaluated.

        Raise `TooManyAuthAttemptsError` if it is one too many.  A spent token is not
        dead before as many attempts *failed* as allowed, so it has one more; but no
        token has more codes evaluated than allowed.
        """
        if self._limit is None:
            return True
        allowed = self._limit + (self._spent_with is not None)
        number = self._take_number(allowed)
        if number > allowed:
            raise TooManyAuthAttemptsError
        return number <= self._limit

    def spend(self, proof: str) -> None:
        """Use up the code token, by one who can prove it.

        Raise `TokenAlreadyUsedError` if it is used up already.
        """
        if not get_cache().add(self._key("spent"), proof, self._timeout):
            raise TokenAlreadyUsedError

    def free_slot(self) -> None:
        """Give back the slot that the code token has, if it has one."""
        cache = get_cache()
        slot_key = cache.get(self._key("issued"))
        if slot_key is not None:
            cache.delete(slot_key)

    def _take_number(self, limit: int) -> int:
        cache, key = get_cache(), self._key("attempts")
        if not _has_atomic_incr(cache):
            return self._claim_number(limit)
        if not self._was_attempted and cache.add(key, 1, self._timeout):
            return 1
        try:
            return cache.incr(key)
        except ValueError:
            return limit + 1  # It vanished between the calls: better safe than sorry.

    def _claim_number(self, limit: int) -> int:
        for number, key in enumerate(self._numbered_keys(limit), start=1):
            if get_cache().add(key, True, self._timeout):
                return number
        return limit + 1

    def _get_count(self, limit: int) -> int:
        cache = get_cache()
        if _has_atomic_incr(cache):
            count: int = cache.get(self._key("attempts"), 0)
            return count
        return len(cache.get_many(self._numbered_keys(limit + 1)))

    def _numbered_keys(self, limit: int) -> list[str]:
        return [self._key(f"attempt-{number}") for number in range(1, limit + 1)]

    def _key(self, fact: str) -> str:
        return make_key(fact, self._key_space, self._jti)

    @property
    def _timeout(self) -> int:
        return timeout_until(self._expires_at)


def _has_atomic_incr(cache: BaseCache) -> bool:
    # The base class's `incr`, which the database and file caches inherit, is a get and
    # a set, and the set gives the entry the default timeout.
    # Asked of the bound method, which a cache that wraps another one may pass on.
    return getattr(cache.incr, "__func__", None) is not BaseCache.incr
