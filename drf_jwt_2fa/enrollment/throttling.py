"""A throttle for confirming an enrolment."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.views import APIView

from ..keys import current_keys
from ..settings import api_settings
from ..state import make_key
from ..throttling import CodeTokenThrottler, TurnThrottler, get_wait_time
from .proofs import get_login


class PasskeyLoginThrottler(CodeTokenThrottler):
    """A limit on the logins with a passkey that one IP address may begin.

    It is apart from that on passwords: pages with autofill begin one each time they are
    shown.
    """

    def get_rate(self) -> str | None:
        """Return the rate as the settings have it now."""
        return api_settings.PASSKEY_LOGIN_THROTTLE_RATE

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the key of the history of the address that the request is from."""
        key = super().get_cache_key(request, view)
        return None if key is None else f"{key}:passkey-login"


class ConfirmationThrottler(TurnThrottler):
    """Keep attempts of one login apart by ``AUTH_TOKEN_RETRY_WAIT_TIME``.

    It is per login, not per user: an attacker with another token must not use up the
    turns.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return whether enough time has passed since the last one let through."""
        login = get_login(request, view.factors)  # type: ignore[attr-defined]
        key = make_key("throttle:confirm", current_keys().space, request.user.pk, login)
        return get_wait_time() <= 0 or self.take_turn(key)
