"""The settings of limits and of the cache that counts."""

from __future__ import annotations

from datetime import timedelta

from ..descriptors import DerivedSetting, Setting
from ..kinds import SWITCH, Duration, Rate, Text, Whole


def _get_cache_alias() -> str:
    from .. import api_settings  # noqa: PLC0415  # It is made of this table.

    return api_settings.CACHE_ALIAS


class LimitSettings:
    """Limits."""

    CODE_TOKEN_THROTTLE_RATE: Setting[str | None] = Setting(
        "12/3h", "Code token requests allowed per IP address; `None`: no limit.", Rate()
    )
    AUTH_TOKEN_RETRY_WAIT_TIME = Setting(
        timedelta(seconds=2),
        "Minimum time between two attempts with one code token.",
        Duration(),
    )
    MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN: Setting[int | None] = Setting(
        5,
        "Failed attempts before a code token is dead; `None`: no limit.",
        Whole(least=1, optional=True),
    )
    MAX_ACTIVE_CODE_TOKENS_PER_USER: Setting[int | None] = Setting(
        3,
        "Unexpired code tokens that a user may have; `None`: no limit.",
        Whole(least=1, optional=True),
    )
    MAX_UNREDEEMED_CODE_TOKENS_PER_USER: Setting[str | None] = Setting(
        "20/d",
        "Code tokens that a user may get without completing a login; `None`: no limit.",
        Rate(),
    )
    SEND_PASSWORD_WARNING = Setting(
        True,
        "Warn users who reach that limit by mail: somebody may know their password.",
        SWITCH,
    )
    RESEND_WAIT_TIME = Setting(
        timedelta(seconds=30),
        "Minimum time between two new codes for one login.",
        Duration(),
    )


class CacheSettings:
    """The cache."""

    CACHE_ALIAS = Setting(
        "default",
        "Name of the cache in `CACHES` that holds the state of logins.",
        Text(),
    )
    THROTTLE_CACHE_ALIAS: DerivedSetting[str] = DerivedSetting(
        _get_cache_alias,
        "Name of the cache that the throttles use; `CACHE_ALIAS` if not set.",
        Text(),
    )
    REQUIRE_KNOWN_CODE_TOKENS = Setting(
        False, "Refuse code tokens that the cache has no record of.", SWITCH
    )
