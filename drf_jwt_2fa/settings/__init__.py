"""The settings in ``JWT2FA_AUTH``, read live.

`table` has them all, under headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from . import table
from .descriptors import Defaults, ImportedSetting, RenamedSetting, Setting


class Jwt2faSettings(
    table.CodeSettings,
    table.KeySettings,
    table.LimitSettings,
    table.CacheSettings,
    table.SendingSettings,
    table.MethodSettings,
    table.TokenSettings,
    table.EnrollmentSettings,
    table.PasskeySettings,
    table.SessionSettings,
    table.DeviceSettings,
    table.CookieSettings,
    table.AdminSettings,
    table.AnswerSettings,
):
    """Every setting as an attribute; each access looks at the project's settings."""

    @property
    def user_settings(self) -> Mapping[str, Any]:
        """The settings of the project: `JWT2FA_AUTH`, or a test's own."""
        if "_user_settings" in vars(self):
            assigned: Mapping[str, Any] = vars(self)["_user_settings"]
            return assigned
        return getattr(settings, "JWT2FA_AUTH", None) or {}

    def reload(self) -> None:
        """Forget what was assigned; the project's settings count again."""
        vars(self).clear()


SETTINGS: dict[str, Setting[Any]] = {
    name: setting
    for heading in table.HEADINGS
    for name, setting in vars(heading).items()
    if isinstance(setting, Setting)
}


# Names of drf-jwt-2fa 2.0.x: of settings that have another one here, and of the key
# that `manage.py import_2fa` reads.
FORMER_NAMES = {
    "TOTP_ENCRYPTION_KEY",
    *(one.former for one in SETTINGS.values() if isinstance(one, RenamedSetting)),
}

DEFAULTS: Mapping[str, Any] = Defaults(SETTINGS)
IMPORT_STRINGS = tuple(
    name for name, setting in SETTINGS.items() if isinstance(setting, ImportedSetting)
)

api_settings = Jwt2faSettings()


def _forget_assigned(*, setting: str, **kwargs: Any) -> None:
    # What a test assigned under another JWT2FA_AUTH must not outlive it.
    if setting == "JWT2FA_AUTH":
        api_settings.reload()


setting_changed.connect(_forget_assigned)
