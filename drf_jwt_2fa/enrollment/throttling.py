"""Limiting how often an enrolment may be confirmed."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.views import APIView

from ..throttling import TurnThrottler, get_wait_time
from ..utils import hash_string


class ConfirmationThrottler(TurnThrottler):
    """Keeps attempts of one user apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether enough time has passed since the last one let through."""
        user = hash_string(str(request.user.pk))
        key = f"drf_jwt_2fa:throttle:confirm:{user}"
        return get_wait_time() <= 0 or self.take_turn(key)
