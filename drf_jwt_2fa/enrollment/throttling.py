"""Limiting how often an enrolment may be confirmed."""

from __future__ import annotations

import time

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ..settings import api_settings
from ..state import claim, get_throttle_cache, reaching_the_cache, timeout_until
from ..utils import hash_string


class ConfirmationThrottler(BaseThrottle):
    """Keeps attempts of one user apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether enough time has passed since the last one let through."""
        wait = api_settings.AUTH_TOKEN_RETRY_WAIT_TIME.total_seconds()
        if wait <= 0:
            return True
        key = f"drf_jwt_2fa:throttle:confirm:{hash_string(str(request.user.pk))}"
        now = time.time()
        until = now + wait
        with reaching_the_cache():
            taken_until = claim(get_throttle_cache(), key, until, timeout_until(until))
        if taken_until is None:
            return True
        self._seconds_left = taken_until - now
        return False

    def wait(self) -> float:
        """Return the seconds until the next request will be let through."""
        return self._seconds_left
