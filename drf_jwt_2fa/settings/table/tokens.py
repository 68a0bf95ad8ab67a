"""The settings of issued tokens and of the answers that they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ..descriptors import ImportedSetting, Setting
from ..kinds import CLASSES, SWITCH, Duration, Importable, Text


class TokenSettings:
    """Tokens."""

    AUTH_CLAIMS = Setting(
        False,
        "Put `auth_time`, `amr` and `acr` into issued tokens, and open `step-up/`.",
        SWITCH,
    )
    STEP_UP_MAX_AGE = Setting(
        timedelta(minutes=5),
        "How long a second factor counts as recent, for `RecentSecondFactor`.",
        Duration(least=timedelta(seconds=1)),
    )
    AUTHENTICATION_CLASSES: Setting[Sequence[Any] | None] = Setting(
        None,
        "Authentication classes of the endpoints for signed-in users, or their dotted"
        " paths; `None`: those of `DEFAULT_AUTHENTICATION_CLASSES` that accept Simple"
        " JWT's tokens.",
        CLASSES,
    )


class AnswerSettings:
    """Answers and signals."""

    AUTH_RESULT_ACCESS_TOKEN_KEY = Setting("access", "Key of the access token.", Text())
    AUTH_RESULT_REFRESH_TOKEN_KEY = Setting(
        "refresh", "Key of the refresh token.", Text()
    )
    AUTH_RESULT_OTHER_TOKEN_KEY = Setting(
        "token", "Key of any other kind of token.", Text()
    )
    AUTH_RESULT_ENROLLMENT_TOKEN_KEY = Setting(
        "enrollment_token", "Key of the enrolment token.", Text()
    )
    AUTH_RESULT_DEVICE_TOKEN_KEY = Setting(
        "device_token", "Key of the token of a trusted device.", Text()
    )
    LOGIN_ANSWER: Setting[Callable[[Any, Any], Mapping[str, Any]] | None] = (
        ImportedSetting(
            None,
            "Callable `(user, request)` that returns more keys for the answer to a"
            " completed login, or its dotted path.",
            Importable(optional=True),
        )
    )
    ERROR_CODE_IN_BODY = Setting(
        False, 'Add a stable `"code"` to the body of every error.', SWITCH
    )
    SEND_USER_LOGGED_IN = Setting(
        False, "Send Django's `user_logged_in` when a login is complete.", SWITCH
    )
