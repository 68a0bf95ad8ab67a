"""Limits on how often the two steps of a login may be tried."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping

from django.core.cache.backends.base import BaseCache
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from . import utils
from .idents import normalize_ident
from .settings import api_settings
from .state import (
    claim,
    get_throttle_cache,
    lock,
    reaching_the_cache,
    timeout_until,
)
from .token_manager import CodeTokenManager
from .utils import get_code_token_hash

ident_hasher = hashlib.sha256


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
    """Limits the code token requests from one IP address."""

    cache: BaseCache = _ThrottleCache()  # type: ignore[assignment]
    num_requests: int
    duration: int
    _has_lock = True

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
        # REST framework reads the history, decides, and writes it back: without a
        # lock, a burst of requests would all see the same history.
        with reaching_the_cache(), lock(self.cache, f"{key}:lock") as self._has_lock:
            return self._has_lock and super().allow_request(request, view)

    def throttle_success(self) -> bool:
        """Count the request."""
        self.history.insert(0, self.now)
        # Kept a little longer than REST framework does, because caches round.
        timeout = timeout_until(time.time() + self.duration)
        self.cache.set(self.key, self.history, timeout)
        return True

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        if not self._has_lock:
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
    """Keeps attempts apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

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
            taken_until = claim(self.cache, key, until, timeout)
        if taken_until is None:
            return True
        self._seconds_left = taken_until - now
        return False

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        return self._seconds_left


class AuthTokenThrottler(TurnThrottler):
    """Keeps attempts with one code token apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

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
    try:
        payload = manager_class().decode_token(_get_code_token(request))
    except APIException:
        return None
    expires_at: float = payload["exp"]
    return expires_at
