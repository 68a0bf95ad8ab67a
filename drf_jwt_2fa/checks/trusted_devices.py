"""Checks of trusted devices, on which logins skip the second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage

from ..methods import TrustedDevice
from .findings import error, find_methods, read, warning

_APP = "drf_jwt_2fa.sessions"
_AAL2_LIFETIME = timedelta(hours=24)


def check_app(**kwargs: Any) -> list[CheckMessage]:
    """Report trusted devices without the app that knows them (E043)."""
    if not _is_on() or apps.is_installed(_APP):
        return []
    message = f"No device is ever trusted: {_APP} is not installed."
    hint = f"Add {_APP!r} to INSTALLED_APPS, or remove TRUSTED_DEVICE_LIFETIME."
    return [error(43, message, hint)]


def check_name(**kwargs: Any) -> list[CheckMessage]:
    """Report a method with the name of logins on a trusted device (E044)."""
    if TrustedDevice.name not in (find_methods() or {}):
        return []
    message = f"A method in METHODS is called {TrustedDevice.name!r}."
    hint = (
        "Give it another name: tokens with this one in `acr` never count as a recent"
        " second factor."
    )
    return [error(44, message, hint)]


def check_claims(**kwargs: Any) -> list[CheckMessage]:
    """Report tokens that do not show that a second factor was skipped (W043)."""
    values = read("AUTH_CLAIMS")
    if values is None or values[0] or not _is_on():
        return []
    message = "Tokens do not show whether a login was on a trusted device."
    hint = "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True."
    return [warning(43, message, hint)]


def check_lifetime(**kwargs: Any) -> list[CheckMessage]:
    """Report devices that are trusted for longer than a day (W141).

    With ``TRUSTED_2FA_METHODS`` a project chooses what completes its logins, and NIST
    SP 800-63B-4, 5.1, does not let a trusted device do that: at AAL2 it reauthenticates
    within the overall timeout of 2.2.3, which should be 24 hours at most.
    """
    values = read("TRUSTED_DEVICE_LIFETIME", "TRUSTED_2FA_METHODS")
    if values is None or values[1] is None:
        return []
    lifetime = values[0]
    if not isinstance(lifetime, timedelta) or lifetime <= _AAL2_LIFETIME:
        return []
    message = (
        f"Devices are trusted for {lifetime}, and TRUSTED_2FA_METHODS says which"
        " methods complete a login."
    )
    hint = (
        "Lower TRUSTED_DEVICE_LIFETIME to 24 hours: NIST SP 800-63B-4, 5.1 and 2.2.3,"
        " accepts a trusted device at AAL2 only to authenticate again within the"
        " overall timeout. A longer lifetime is not AAL2."
    )
    return [warning(141, message, hint)]


def _is_on() -> bool:
    values = read("TRUSTED_DEVICE_LIFETIME")
    return values is not None and values[0] is not None


CHECKS = (check_app, check_name, check_claims)
DEPLOYMENT_CHECKS = (check_lifetime,)
