"""Throttles for the two steps of a login; the second step's is in `turns`."""

from __future__ import annotations

import hashlib
import math
import random
import time

from django.core.cache.backends.base import BaseCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from .. import utils
from ..settings import api_settings
from ..state import Place, reaching_the_cache, refuse, reusable_timeout_until
from .caches import ThrottleCache
from .idents import normalize_ident
from .turns import AuthTokenThrottler, TurnThrottler, get_wait_time

__all__ = ["AuthTokenThrottler", "CodeTokenThrottler", "TurnThrottler", "get_wait_time"]

# Projects replace it under this name.
ident_hasher = hashlib.sha256

# Together they take three seconds at most: longer than fifty other requests need.
_ATTEMPTS = 300
_PAUSE = 0.01
# So many times in a row, an address may have no history although `add` says that it
# has: another worker may have written one that has expired since.
_COINCIDENCES = 30
# Seconds by which the clocks of workers may differ.  Where it is more, a clock was
# reset, and its times in the future must not pull later requests along.
_TICK = 1
# So many requests of a full history are looked up at a time, whatever the rate is.
_MOST_MARKS = 128
# Seconds after which another worker takes over from one that died before it wrote.
_CLAIM_LIFE = 10


class CodeTokenThrottler(SimpleRateThrottle):
    """A limit on the code token requests from one IP address."""

    cache: BaseCache = ThrottleCache()  # type: ignore[assignment]
    num_requests: int
    duration: int

    place: Place | None = None
    """The place that the request took; a completed login gives it back."""

    _is_contended = False
    _is_first = False

    def get_rate(self) -> str | None:
        """Return the rate as the settings have it now."""
        return api_settings.CODE_TOKEN_THROTTLE_RATE

    def parse_rate(self, rate: str | None) -> tuple[int, int] | tuple[None, None]:
        """Return the number of requests and the seconds in which they are allowed.

        Raise `ValueError` for what is not a rate.
        """
        return (None, None) if rate is None else utils.parse_rate(rate)

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether the address has requests left, and count this one."""
        key = self.get_cache_key(request, view)
        if self.rate is None or key is None:
            return True
        self.key = key
        with reaching_the_cache():
            for attempt in range(_ATTEMPTS):
                self._read_history()
                if self._is_first and attempt == _COINCIDENCES:
                    raise refuse("it refuses to add an entry that it does not have")
                if len(self.history) >= self.num_requests:
                    return bool(self.throttle_failure())
                if self._claim_next():
                    return bool(self.throttle_success())
                # At random, to get out of step with other requests that wait.
                time.sleep(_PAUSE * random.random())  # noqa: S311
        self._is_contended = True
        return False

    def throttle_success(self) -> bool:
        """Count the request."""
        self.history.insert(0, self.now)
        if not self._is_first:
            self.cache.set(self.key, self.history, self._timeout)
        until = time.time() + self.duration
        self.place = Place(self._make_mark(self.now), until)
        return True

    def _read_history(self) -> None:
        """Read the times of earlier requests that count, newest first."""
        self.now = self.timer()
        stored = self.cache.get(self.key)
        self._stored: list[float] = stored or []
        self._is_first = stored is None
        newest = self._stored[0] if self._stored else 0
        if 0 <= newest - self.now < _TICK:
            # Each request has a time of its own, which identifies its login.
            self.now = math.nextafter(newest, math.inf)
        oldest = self.now - self.duration
        self.history = [moment for moment in self._stored if moment > oldest]
        if len(self.history) >= self.num_requests:
            self._drop_completed()

    def _drop_completed(self) -> None:
        """Leave out requests whose logins were completed: they were not guesses.

        Of a long history some are picked at random, so that a high rate costs no more
        than a low one.
        """
        number = min(len(self.history), _MOST_MARKS)
        asked = random.sample(self.history, number)
        marks = {self._make_mark(moment): moment for moment in asked}
        completed = {marks[mark] for mark in self.cache.get_many(list(marks))}
        self.history = [one for one in self.history if one not in completed]

    def _claim_next(self) -> bool:
        """Return whether this request is the one to write the next history.

        REST framework reads the history, decides, and writes it back: of a burst of
        requests, all would see the same one.  `add` lets one follow each history.
        """
        if self._is_first:
            return bool(self.cache.add(self.key, [self.now], self._timeout))
        version = f"{len(self._stored)}:{self._stored[:1]}".replace(" ", "")
        return bool(self.cache.add(f"{self.key}:after:{version}", True, _CLAIM_LIFE))

    def _make_mark(self, moment: float) -> str:
        # The braces are a hash tag: a Redis Cluster keeps one address together.
        return f"drf_jwt_2fa:throttle:completed:{{{self.key}}}:{moment!r}"

    @property
    def _timeout(self) -> int | None:
        # Kept a little longer than REST framework does, because caches round.
        return reusable_timeout_until(self.cache, time.time() + self.duration)

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        if self._is_contended:
            return 1.0
        if self.num_requests == 0:
            return float(self.duration)
        # Not REST framework's, which returns nothing after the rate was lowered.
        last_to_go = self.history[self.num_requests - 1]
        return float(self.duration - (self.now - last_to_go))

    def get_ident(self, request: Request) -> str:
        """Return the address that the request counts for: IPv4, or an IPv6 /64.

        ``NUM_PROXIES`` is honoured as REST framework does.
        """
        return normalize_ident(str(super().get_ident(request)))

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the key of the history of the address that the request is from."""
        digest = ident_hasher(str(self.get_ident(request)).encode("utf-8")).hexdigest()
        return f"drf_jwt_2fa:throttle:code:{digest[:20]}"
