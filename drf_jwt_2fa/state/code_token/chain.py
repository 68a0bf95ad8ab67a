"""The attempts and turns that a code token shares with those it replaced."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rest_framework.exceptions import Throttled

from ..cache import get_cache, has_atomic_incr, refuse, timeout_until
from ..leases import count_numbers, lease, take_number


@dataclass(frozen=True)
class Chain:
    """The code tokens of one password entry, each a replacement of the last one.

    `make_key` returns the key of a fact about all of them.  The chain `ends`, and the
    last of its code tokens expires, at these unix times.
    """

    make_key: Callable[[str], str]
    ends: float
    last_expires_at: float

    @property
    def timeout(self) -> int:
        """The seconds for which facts must be kept."""
        return timeout_until(max(self.last_expires_at, self.ends))

    def take_turn(self, wait: float) -> None:
        """Raise `Throttled` if the last turn is not `wait` seconds ago."""
        if wait <= 0:
            return
        until = time.time() + wait
        timeout = timeout_until(max(until, self.ends))
        taken_until = lease(get_cache(), self.make_key("resend"), until, timeout)
        if taken_until is not None:
            raise Throttled(taken_until - time.time())

    def take_attempt(self, limit: int, *, may_be_first: bool) -> int:
        """Return the number of this attempt: `limit` + 1, or more, for one too many.

        With `may_be_first`, no earlier one was seen; the answer of `add` or `incr`
        decides.
        """
        cache, key = get_cache(), self.make_key("attempts")
        if not has_atomic_incr(cache):
            return take_number(self._numbered_key, limit, self.timeout)
        if may_be_first and cache.add(key, 1, self.timeout):
            return 1
        try:
            return cache.incr(key)
        except ValueError:
            if may_be_first and cache.get(key) is None:
                raise refuse("it refuses to count an attempt") from None
            return limit + 1  # It vanished between the calls: better safe than sorry.

    def count_attempts(self) -> int:
        """Return how many attempts there were."""
        cache = get_cache()
        if has_atomic_incr(cache):
            count: int = cache.get(self.make_key("attempts"), 0)
            return count
        return count_numbers(self._numbered_key)

    def _numbered_key(self, number: int) -> str:
        return self.make_key(f"attempt-{number}")
