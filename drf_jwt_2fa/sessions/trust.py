"""Check whether a device is still trusted, now that its user logs in on it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from ..code_tokens.fingerprints import account_fingerprint
from ..login.devices import FactorsOnce
from ..methods import Factors, get_offered, is_trusted
from ..settings import api_settings
from ..users import password_fingerprint
from .models import TrustedDevice
from .store import devices as store
from .store.devices import Binding

logger = logging.getLogger("drf_jwt_2fa")


class Distrust(str, Enum):
    """Why a device is not trusted: for the log, and never for the client."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    OTHER_USER = "other_user"
    ACCOUNT_CHANGED = "account_changed"
    EPOCH = "epoch"
    POLICY = "policy"
    REUSED = "reused"


class DistrustedError(Exception):
    """The device is not trusted, for this reason."""

    def __init__(self, reason: Distrust) -> None:
        super().__init__(reason.value)
        self.reason = reason


def check(
    device: TrustedDevice, factors: FactorsOnce, request: Any, now: datetime
) -> None:
    """Raise `DistrustedError` if the user needs to prove the second factor again.

    The account has to be what it was when the device was trusted, and the method that
    was proved then has to complete a login of the user today.
    """
    user, known = factors.user, factors.read()
    bound = bind(user, known)
    if device.account != bound.account:
        raise DistrustedError(Distrust.ACCOUNT_CHANGED)
    if device.epoch != bound.epoch:
        raise DistrustedError(Distrust.EPOCH)
    lifetime = get_lifetime(user)
    if lifetime is None or not may_trust(user, known, device.acr):
        # For good: trust must not come back with another change of the rules.
        store.end(device)
        raise DistrustedError(Distrust.POLICY)
    if device.proved_at + lifetime <= now:
        raise DistrustedError(Distrust.EXPIRED)
    if not _is_allowed(user, device, request):
        raise DistrustedError(Distrust.POLICY)


def bind(user: Any, factors: Factors) -> Binding:
    """Return what the account is now: its key, password, e-mail address and epoch.

    The key of the fingerprint is that of the password: no rotation of ``SECRET_KEY``
    ends trust.  A password that Django rehashed counts as a new one, and a code is
    asked for.
    """
    account = account_fingerprint(user, None, password_fingerprint(user))
    return Binding(account, factors.epoch)


def get_lifetime(user: Any) -> timedelta | None:
    """Return how long devices of the user stay trusted, `None` for no time at all.

    Raise `ImproperlyConfigured` if the project's callable returns anything else.
    """
    lifetime: Any = api_settings.TRUSTED_DEVICE_LIFETIME
    if callable(lifetime):
        lifetime = lifetime(user)
    if lifetime is not None and not isinstance(lifetime, timedelta):
        message = "JWT2FA_AUTH['TRUSTED_DEVICE_LIFETIME'] returned no timedelta."
        raise ImproperlyConfigured(message)
    result: timedelta | None = lifetime
    return result


def may_trust(user: Any, factors: Factors, name: str) -> bool:
    """Return whether a login by the method of this name is complete and begets trust.

    Recovery codes beget none: they stand in for a device that is lost.
    """
    return any(
        method.name == name and method.can_trust_devices and is_trusted(method, user)
        for method in get_offered(user, factors)
    )


def _is_allowed(user: Any, device: TrustedDevice, request: Any) -> bool:
    """Return whether the project allows it for this login; trust itself does not end.

    An error in its callable must neither let anybody in nor keep anybody out.
    """
    is_allowed = api_settings.TRUSTED_DEVICE_CHECK
    try:
        return is_allowed is None or bool(is_allowed(user, device, request))
    except Exception:
        logger.exception("TRUSTED_DEVICE_CHECK failed")
        return False
