"""The settings of tokens in cookies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..descriptors import NamedSetting, Setting
from ..kinds import OPTIONAL_NAME, STRINGS, SWITCH, Choice, NameOfChoice, Text


class CookieSettings:
    """Cookies."""

    TOKEN_TRANSPORT: Setting[str | Callable[[Any], str]] = NamedSetting(
        "body",
        '`"body"`; or `"cookie"`: clients that ask for it have the refresh token in a'
        ' cookie; or `"cookies"`: the access token, too; or a callable `(request)` that'
        " returns one of these, or its dotted path.",
        NameOfChoice(choices=("body", "cookie", "cookies")),
    )
    REFRESH_COOKIE_NAME = Setting(
        "refresh",
        "Name of the cookie; `__Host-` or `__Secure-` is put before it.",
        Text(),
    )
    REFRESH_COOKIE_PATH = Setting("/", "Path of the cookies.", Text())
    REFRESH_COOKIE_DOMAIN: Setting[str | None] = Setting(
        None, "Domain of the cookies; `None`: the host of the API alone.", OPTIONAL_NAME
    )
    REFRESH_COOKIE_SAMESITE = Setting(
        "Strict",
        '`"None"` if pages of another site use the cookies.',
        Choice(choices=("Strict", "Lax", "None")),
    )
    REFRESH_COOKIE_PARTITIONED = Setting(
        False, "Keep the cookies apart for each site that the page is in.", SWITCH
    )
    REFRESH_COOKIE_PERSISTENT = Setting(
        True, "Keep the refresh token when the browser is closed.", SWITCH
    )
    REFRESH_COOKIE_REQUIRES_CSRF_TOKEN = Setting(
        False, "Require Django's CSRF token, too.", SWITCH
    )
    COOKIE_ORIGINS: Setting[Sequence[str]] = Setting(
        (),
        "Origins of pages that may use the cookies, beside that of the API; empty:"
        " those of `CSRF_TRUSTED_ORIGINS`.",
        STRINGS,
    )
