"""Trust devices, and recognize them by their tokens: the core calls these functions.

They make up a `drf_jwt_2fa.login.devices.Devices`.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from .. import signals as core_signals
from ..enrollment.notifying import Event, notify
from ..keys import derive_keys
from ..login.devices import Device, FactorsOnce, Wish
from ..login.passwords import get_http_request
from ..methods import Factors, Method
from ..settings import api_settings
from . import signals
from .clients import find_client
from .device_tokens import digest, follow, make_successor, make_token
from .models import TrustedDevice
from .store import devices as store
from .trust import Distrust, DistrustedError, bind, check, get_lifetime, may_trust

logger = logging.getLogger("drf_jwt_2fa")

# After so many logins, an old token still shows that there is a copy of it.  If only
# its direct predecessor did, a thief would use the copy twice and stay unseen.
_OLD_TOKENS = 32


def trust(
    user: Any, factors: Factors, method: Method, wish: Wish, request: Any
) -> Device | None:
    """Trust the device of a login that proved this method; `None` if it may not."""
    lifetime = get_lifetime(user)
    if lifetime is None or not may_trust(user, factors, method.name):
        return None
    token, now, client = make_token(), timezone.now(), asdict(find_client(request))
    columns = make_columns(token, method.name, now, lifetime)
    columns["name"] = "".join(filter(str.isprintable, wish.name))
    most = api_settings.MAX_TRUSTED_DEVICES_PER_USER
    device = store.add(user, bind(user, factors), {**columns, **client}, most)
    notify(user, Event.NEW_DEVICE, at=now, **client)
    _send(signals.device_trusted, user, request, device)
    return _describe(device, token, now)


def make_columns(
    token: str, acr: str, now: datetime, lifetime: timedelta
) -> dict[str, Any]:
    """Return the columns of a device on which this method was proved just now."""
    moments = ("created_at", "proved_at", "rotated_at", "last_used_at")
    return {
        "digest": digest(token),
        "acr": acr,
        "expires_at": now + lifetime,
        **dict.fromkeys(moments, now),
    }


def recognize(factors: FactorsOnce, token: str, request: Any) -> Device | None:
    """Return the trusted device with this token, `None` for no such device.

    It has another token from now on.  Whatever is wrong with this one, the client does
    not learn it; the log has the reason.
    """
    try:
        return _recognize(factors, token, request)
    except DistrustedError as refusal:
        _log(refusal.reason, factors.user, request)
        return None


def _recognize(factors: FactorsOnce, token: str, request: Any) -> Device:
    now = timezone.now()
    tokens = list(follow(token, derive_keys("device")[0], _OLD_TOKENS))
    device = _find(factors.user, tokens, request, now)
    check(device, factors, request, now)
    old, new = digest(token), tokens[1]
    if device.digest == old:
        client = asdict(find_client(request))
        if store.rotate(device, old, digest(new), now, **client):
            return _describe(device, new, now)
        # Another request with the same token came first, or the device is gone.
        device = _find(factors.user, tokens, request, now)
    return _describe(device, _find_successor(device, token), now)


def _find(user: Any, tokens: list[str], request: Any, now: datetime) -> TrustedDevice:
    """Return the user's device that has the first of these tokens, or had it just now.

    An old token is a copy: raise `DistrustedError`, and end the device.
    """
    digests = [digest(token) for token in tokens]
    device = store.find(digests)
    if device is None or not isinstance(user, get_user_model()):
        raise DistrustedError(Distrust.UNKNOWN)
    if device.user_id != user.pk:
        raise DistrustedError(Distrust.OTHER_USER)
    if device.expires_at <= now:
        raise DistrustedError(Distrust.EXPIRED)
    if device.digest != digests[0] and not _is_repeated(device, digests[0], now):
        _end_copied(device, user, request, now)
        raise DistrustedError(Distrust.REUSED)
    return device


def _is_repeated(device: TrustedDevice, given: str, now: datetime) -> bool:
    """Return whether the token was replaced a moment ago, and the answer got lost."""
    interval = api_settings.REFRESH_REUSE_INTERVAL
    is_soon = bool(interval) and now - device.rotated_at <= interval
    return is_soon and device.previous_digest == given


def _end_copied(device: TrustedDevice, user: Any, request: Any, now: datetime) -> None:
    if store.end(device):
        notify(user, Event.DEVICE_REUSED, at=now, **asdict(find_client(request)))
        _send(signals.device_reused, user, request, device)


def _find_successor(device: TrustedDevice, token: str) -> str:
    """Return the token that the device has now, made again from the one before it.

    ``SECRET_KEY`` may have been rotated since.
    """
    for key in derive_keys("device"):
        new = make_successor(token, key)
        if digest(new) == device.digest:
            return new
    raise DistrustedError(Distrust.UNKNOWN)


def _describe(device: TrustedDevice, token: str, now: datetime) -> Device:
    left = device.expires_at - now
    return Device(device.uid.hex, token, int(left.total_seconds()))


def _send(signal: Any, user: Any, request: Any, device: TrustedDevice) -> None:
    core_signals.send(signal, user, get_http_request(request), device=device.uid)


def _log(reason: Distrust, user: Any, request: Any) -> None:
    logger.log(
        logging.WARNING if reason is Distrust.REUSED else logging.INFO,
        "The device is not trusted: %s (user %s)",
        reason.value,
        user.pk,
        extra={"reason": reason.value, "request": get_http_request(request)},
    )
