"""The settings of methods and of their enrolment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from ..descriptors import ImportedSetting, NamedSetting, RenamedSetting, Setting
from ..kinds import (
    ANY_TEXT,
    HASHER,
    NAME,
    NAMES,
    STRINGS,
    SWITCH,
    Duration,
    Importable,
    Whole,
)


class MethodSettings:
    """Methods."""

    METHODS: Setting[Sequence[str]] = Setting(
        ("drf_jwt_2fa.methods.CodeSender",),
        "Dotted paths of the methods of the second factor, the preferred one first.",
        STRINGS,
    )
    FALLBACK_2FA_METHOD: Setting[str | Callable[[Any], str]] = NamedSetting(
        "code-sender",
        "Name of the method for users who have enrolled none, or `no-2fa`; or a"
        " callable `(user)` that returns it, or its dotted path.",
        NAME,
    )
    OFFER_FALLBACK_2FA_METHOD = Setting(
        False, "Offer that method to users who have enrolled others, too.", SWITCH
    )
    TRUSTED_2FA_METHODS: Setting[Any] = ImportedSetting(
        None,
        "Names of the methods that complete a login, or a callable `(user)` that"
        " returns them, or its dotted path; `None`: all.",
        NAMES,
    )


class EnrollmentSettings:
    """Enrolment."""

    ENROLLMENT_TOKEN_EXPIRATION_TIME = Setting(
        timedelta(minutes=15),
        "How long an enrolment token is valid, with which a user enrols a method.",
        Duration(least=timedelta(seconds=1)),
    )
    TOTP_ISSUER = RenamedSetting(
        "",
        "Name of this site in authenticator apps; empty: only the user's name.",
        ANY_TEXT,
        former="TOTP_ISSUER_NAME",
    )
    TOTP_VALID_WINDOW = Setting(
        1,
        "How many time steps (30 seconds) a code from an app may be early or late.",
        Whole(most=10),
    )
    ENCRYPTION_KEYS: Setting[Sequence[str]] = Setting(
        (),
        "Keys for secrets at rest, each of 32 bytes in base64: the first encrypts, all"
        " decrypt; empty: derived from `SECRET_KEY`.",
        STRINGS,
    )
    RECOVERY_CODE_HASHER: Setting[str | type | None] = Setting(
        "drf_jwt_2fa.hashers.KeyedRecoveryCodeHasher",
        "Hasher of new recovery codes: its name in `PASSWORD_HASHERS`, its class or its"
        " dotted path; `None`: the first of `PASSWORD_HASHERS`.",
        HASHER,
    )
    NOTIFIER: Setting[Callable[[Any, Any], Any]] = ImportedSetting(
        "drf_jwt_2fa.enrollment.notifying.notify_by_email",  # type: ignore[arg-type]
        "Callable `(user, notice)` that notifies users of changes of their methods, or"
        " its dotted path.",
        Importable(),
    )
