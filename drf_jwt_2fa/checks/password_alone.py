"""Checks of logins that need only the password."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage

from ..methods import NO_2FA
from .findings import read, warning
from .methods import check_fallback, check_methods, check_trusted


def check_first_app(**kwargs: Any) -> list[CheckMessage]:
    """Report a first method that users enrol with the password alone (W010)."""
    if not _is_for_everybody() or _is_trusted() is not False:
        return []
    message = "The password alone is enough to enrol a user's first method."
    hint = (
        "Set FALLBACK_2FA_METHOD to 'code-sender': an attacker with the password then"
        " also needs the user's mailbox."
    )
    return [warning(10, message, hint)]


def check_completion(**kwargs: Any) -> list[CheckMessage]:
    """Report logins that the password alone completes (W108)."""
    if not _is_for_everybody() or not _is_trusted():
        return []
    message = "Users without an enrolled method log in with the password alone."
    hint = (
        "Set FALLBACK_2FA_METHOD to 'code-sender', or to a callable that returns"
        " 'no-2fa' only for users who need no second factor."
    )
    return [warning(108, message, hint)]


def _is_for_everybody() -> bool:
    """Return whether `no-2fa` is the fallback, and the settings can work."""
    values = read("FALLBACK_2FA_METHOD")
    if values is None or values[0] != NO_2FA:
        return False
    found = [*check_methods(), *check_trusted(), *check_fallback()]
    return not any(one.is_serious() for one in found)


def _is_trusted() -> bool | None:
    """Return whether `no-2fa` is trusted, `None` if that depends on the user."""
    values = read("TRUSTED_2FA_METHODS")
    if values is None or isinstance(values[0], str) or callable(values[0]):
        return None
    return values[0] is None or NO_2FA in values[0]


CHECKS = (check_first_app,)
DEPLOYMENT_CHECKS = (check_completion,)
