"""The settings of sessions: refresh-token families and their list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ..descriptors import Setting
from ..kinds import PERMISSIONS, SWITCH, Duration, Whole


class SessionSettings:
    """Sessions."""

    REFRESH_REUSE_INTERVAL = Setting(
        timedelta(seconds=10),
        "How long the refresh token before the newest one is answered with the newest"
        " one; zero: never.",
        Duration(most=timedelta(seconds=60)),
    )
    REFRESH_RETRY_UNTIL_USED = Setting(
        False, "Answer it so at any time, until the newest one is used.", SWITCH
    )
    SESSION_LIFETIME: Setting[timedelta | None] = Setting(
        None,
        "How long a session lasts after its login, however often it is refreshed;"
        " `None`: as long as it is refreshed.",
        Duration(least=timedelta(seconds=1), optional=True),
    )
    MAX_SESSIONS_PER_USER: Setting[int | None] = Setting(
        None,
        "Sessions that a user may have: a further login ends the one unused longest;"
        " `None`: no limit.",
        Whole(least=1, optional=True),
    )
    CHECK_SESSIONS_OF_ACCESS_TOKENS = Setting(
        False,
        "Refuse access tokens of ended sessions, by a look into the cache at each"
        " request.",
        SWITCH,
    )
    ADOPT_SESSIONS = Setting(
        True,
        "Accept refresh tokens without a session, and begin one for each.",
        SWITCH,
    )
    SESSION_PERMISSIONS: Setting[Sequence[Any]] = Setting(
        ("rest_framework.permissions.IsAuthenticated",),
        "Permission classes for ending and naming sessions, or their dotted paths.",
        PERMISSIONS,
    )
    RECORD_CLIENTS = Setting(
        True, "Record the IP address and user agent of each session.", SWITCH
    )
    NOTIFY_NEW_SIGN_INS = Setting(
        False,
        "Notify users of a login from a kind of user agent that none of their other"
        " sessions has, by a query at each login.",
        SWITCH,
    )
