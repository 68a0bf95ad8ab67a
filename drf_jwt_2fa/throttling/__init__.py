"""Throttles for the two steps of a login."""

from __future__ import annotations

import hashlib
import math
import random
import time
from collections.abc import Mapping

from django.core.cache.backends.base import BaseCache
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from .. import utils
from ..code_tokens.checked import check, present
from ..settings import api_settings
from ..state import (
    Place,
    get_throttle_cache,
    lease,
    reaching_the_cache,
    refuse,
    reusable_timeout_until,
    timeout_until,
)
from ..token_manager import CodeTokenManager
from ..utils import get_code_token_hash
from .idents import normalize_ident

ident_hasher = hashlib.sha256

# Together at most about three seconds: more than fifty others need.
_ATTEMPTS = 300
_PAUSE = 0.01
# As often an address may be new and yet be another worker's to write of.
_COINCIDENCES = 30
# Seconds by which clocks of workers may differ, or that one may stand still.  By more,
# one was set anew, and what is in the future must not draw others there.
_TICK = 1
# As many requests of a full history are asked about at a time, whatever the rate is.
_MOST_MARKS = 128
# Seconds after which others go on for a worker that died before it wrote.
_CLAIM_LIFE = 10


class _ThrottleCache:
    """The cache of the throttles, which a class or an instance may replace.

    A throttle serves one request and looks its cache up once.
    """

    def __get__(self, instance: object, owner: type) -> BaseCache:
        with reaching_the_cache():
            cache = get_throttle_cache()
        if instance is not None:
            vars(instance)["cache"] = cache
        return cache


class CodeTokenThrottler(SimpleRateThrottle):
    """A limit on the code token requests from one IP address."""

    cache: BaseCache = _ThrottleCache()  # type: ignore[assignment]
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
                # Not in step with the others who wait.  It guards nothing.
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
            # Each has a moment of its own, by which a completed login is told.
            self.now = math.nextafter(newest, math.inf)
        oldest = self.now - self.duration
        self.history = [moment for moment in self._stored if moment > oldest]
        if len(self.history) >= self.num_requests:
            self._drop_completed()

    def _drop_completed(self) -> None:
        """Leave out requests whose logins were completed: they were no guesses.

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
        # Not REST framework's, which knows no answer after the rate was lowered.
        last_to_go = self.history[self.num_requests - 1]
        return float(self.duration - (self.now - last_to_go))

    def get_ident(self, request: Request) -> str:
        """Return what the request counts for: an IPv4 address, or an IPv6 /64.

        ``NUM_PROXIES`` is honoured as REST framework does.
        """
        return normalize_ident(str(super().get_ident(request)))

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the key of the history of the address that the request is from."""
        digest = ident_hasher(str(self.get_ident(request)).encode("utf-8")).hexdigest()
        return f"drf_jwt_2fa:throttle:code:{digest[:20]}"


def get_wait_time() -> float:
    """Return the least time between two attempts, in seconds."""
    return api_settings.AUTH_TOKEN_RETRY_WAIT_TIME.total_seconds()


class TurnThrottler(BaseThrottle):
    """A minimum time between attempts: ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

    cache: BaseCache = _ThrottleCache()  # type: ignore[assignment]

    def take_turn(self, key: str, keep_until: float = 0) -> bool:
        """Return whether enough time has passed since the last turn under this key.

        The entry is kept until the given unix time at least, so that it cannot vanish
        while two requests take turns on it.
        """
        now = time.time()
        until = now + get_wait_time()
        timeout = timeout_until(max(until, keep_until))
        with reaching_the_cache():
            taken_until = lease(self.cache, key, until, timeout)
        if taken_until is None:
            return True
        self._seconds_left = taken_until - now
        return False

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        return self._seconds_left


class AuthTokenThrottler(TurnThrottler):
    """A minimum time between attempts with one code token."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether enough time has passed since the last request let through."""
        key = self.get_cache_key(request, view)
        if key is None or get_wait_time() <= 0:
            return True
        expires_at = _get_expiry(request, view)
        if expires_at is None:
            # Refused by the serializer, at no cost.  Remembering it would let anybody
            # fill the cache with junk until it drops what matters.
            return True
        return self.take_turn(key, expires_at)

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the key of the code token's mark, `None` without a code token.

        The mark is the unix time from which the next request is let through.
        """
        token = _get_code_token(request)
        if not token:
            return None
        return f"drf_jwt_2fa:throttle:auth:{get_code_token_hash(token)}"


def _get_code_token(request: Request) -> str:
    data = request.data
    token = data.get("code_token") if isinstance(data, Mapping) else None
    # The spelling that the serializer will see: its field strips white space.
    return token.strip() if isinstance(token, str) else ""


def _get_expiry(request: Request, view: APIView) -> float | None:
    """Return the ``exp`` of a genuine, unexpired code token, else `None`."""
    manager_class = CodeTokenManager
    if isinstance(view, GenericAPIView):
        serializer_class = view.get_serializer_class()
        manager_class = getattr(serializer_class, "token_manager_class", manager_class)
    token = present(request, _get_code_token(request))
    try:
        checked = check(token, manager_class().decode_token)
    except APIException:
        return None
    expires_at: float = checked.claims["exp"]
    return expires_at
