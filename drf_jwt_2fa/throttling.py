"""Limits on how often the two steps of a login may be tried."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping

from django.core.cache import cache as default_cache
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from .settings import api_settings
from .state import claim, timeout_until
from .token_manager import CodeTokenManager
from .utils import get_code_token_hash

ident_hasher = hashlib.sha256

_RATE = re.compile(r"(?P<number>\d+)/(?P<count>\d*)(?P<unit>[smhd])[a-z]*")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class CodeTokenThrottler(SimpleRateThrottle):
    """Limits the code token requests from one IP address."""

    def get_rate(self) -> str | None:
        """Return the rate as the settings have it now."""
        return api_settings.CODE_TOKEN_THROTTLE_RATE

    def parse_rate(self, rate: str | None) -> tuple[int, int] | tuple[None, None]:
        """Return the number of requests and the seconds in which they are allowed.

        Rates are written as REST framework writes them, with an optional count before
        the unit: ``"5/m"``, ``"12/3h"``.  Raise `ValueError` for anything else.
        """
        if rate is None:
            return None, None
        match = _RATE.fullmatch(rate)
        if match is None:
            raise ValueError(f"Not a rate: {rate!r}. Write it like '5/m' or '12/3h'.")
        seconds = int(match["count"] or 1) * _UNIT_SECONDS[match["unit"]]
        return int(match["number"]), seconds

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return the key of the history of the address that the request is from."""
        ident = str(self.get_ident(request))
        digest = ident_hasher(ident.encode("utf-8")).hexdigest()
        return f"drf_jwt_2fa:throttle:code:{digest[:20]}"


class AuthTokenThrottler(BaseThrottle):
    """Keeps attempts with one code token apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

    cache = default_cache

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether enough time has passed since the last request let through."""
        key = self.get_cache_key(request, view)
        wait = api_settings.AUTH_TOKEN_RETRY_WAIT_TIME.total_seconds()
        if key is None or wait <= 0:
            return True
        expires_at = _get_expiry(request, view)
        if expires_at is None:
            # Refused by the serializer, at no cost.  Remembering it would let anybody
            # fill the cache with junk until it drops what matters.
            return True
        now = time.time()
        until = now + wait
        # Kept for as long as the token lives, so that the entry cannot vanish while
        # two requests take turns on it.
        timeout = timeout_until(max(until, expires_at))
        taken_until = claim(self.cache, key, until, timeout)
        if taken_until is None:
            return True
        self._seconds_left = taken_until - now
        return False

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        return self._seconds_left

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
