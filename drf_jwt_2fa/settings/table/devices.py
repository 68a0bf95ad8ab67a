"""The settings of trusted devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ..descriptors import ImportedSetting, Setting
from ..kinds import DurationOfUser, Importable, Whole


class DeviceSettings:
    """Trusted devices."""

    TRUSTED_DEVICE_LIFETIME: Setting[
        timedelta | Callable[[Any], timedelta | None] | None
    ] = ImportedSetting(
        None,
        "How long a device stays trusted after a login with the second factor, or a"
        " callable `(user)` that returns it, or its dotted path; `None`: no device is"
        " trusted. Needs `drf_jwt_2fa.sessions`.",
        DurationOfUser(least=timedelta(seconds=1), most=timedelta(days=400)),
    )
    MAX_TRUSTED_DEVICES_PER_USER = Setting(
        10,
        "Trusted devices of a user; one more ends the one unused longest.",
        Whole(least=1),
    )
    TRUSTED_DEVICE_CHECK: Setting[Callable[[Any, Any, Any], bool] | None] = (
        ImportedSetting(
            None,
            "Callable `(user, device, request)` that returns whether this login may"
            " skip the second factor, or its dotted path; `None`: all on trusted"
            " devices may.",
            Importable(optional=True),
        )
    )
