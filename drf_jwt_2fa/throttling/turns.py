"""A minimum time between the attempts with one code token."""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.core.cache.backends.base import BaseCache
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ..code_tokens.checked import check, present
from ..settings import api_settings
from ..state import lease, reaching_the_cache, timeout_until
from ..token_manager import CodeTokenManager
from ..utils import get_code_token_hash
from .caches import ThrottleCache


def get_wait_time() -> float:
    """Return the least time between two attempts, in seconds."""
    return api_settings.AUTH_TOKEN_RETRY_WAIT_TIME.total_seconds()


class TurnThrottler(BaseThrottle):
    """A minimum time between attempts: ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

    cache: BaseCache = ThrottleCache()  # type: ignore[assignment]

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
