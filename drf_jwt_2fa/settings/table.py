"""The table of settings: name, default, meaning and kind, under headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from .derived_keys import derive_code_extension_secret, derive_code_token_secret_key
from .descriptors import (
    DerivedSetting,
    ImportedSetting,
    NamedSetting,
    Setting,
)
from .kinds import (
    ANY_TEXT,
    CLASSES,
    HASHER,
    KEYS,
    NAME,
    NAMES,
    OPTIONAL_TEXT,
    STRINGS,
    SWITCH,
    Duration,
    Importable,
    Key,
    Rate,
    Text,
    Whole,
)


def _get_cache_alias() -> str:
    from . import api_settings  # noqa: PLC0415  # It is made of this table.

    return api_settings.CACHE_ALIAS


class CodeSettings:
    """The code and its lifetime."""

    CODE_LENGTH = Setting(
        7, "Length of the verification code.", Whole(least=1, most=64)
    )
    CODE_CHARACTERS = Setting(
        "0123456789", "Alphabet of the verification code.", Text()
    )
    CODE_EXPIRATION_TIME = Setting(
        timedelta(minutes=5),
        "How long a code token and its code are valid.",
        Duration(least=timedelta(seconds=1), most=timedelta(days=365)),
    )
    CODE_HASHER: Setting[str | type | None] = Setting(
        None,
        "What hashes the code: the name of a hasher in `PASSWORD_HASHERS`, its class or"
        " its dotted path; `None`: the first of them.",
        HASHER,
    )
    # With fewer bytes, `get_code_token_hash` would reach beyond the JWT ID.
    CODE_TOKEN_JTI_BYTES = Setting(
        16, "Bytes of randomness in the JWT ID.", Whole(least=16, most=1024)
    )


class KeySettings:
    """Keys."""

    CODE_TOKEN_SECRET_KEY: DerivedSetting[str | bytes] = DerivedSetting(
        lambda: derive_code_token_secret_key(settings.SECRET_KEY),
        "Key that signs code tokens.",
        Key(),
    )
    CODE_TOKEN_SECRET_KEY_FALLBACKS: Setting[Sequence[str | bytes]] = Setting(
        (), "Earlier signing keys whose code tokens are still accepted.", KEYS
    )
    CODE_EXTENSION_SECRET: DerivedSetting[str | bytes] = DerivedSetting(
        lambda: derive_code_extension_secret(settings.SECRET_KEY),
        "Secret that is appended to a code before it is hashed.",
        Key(),
    )
    TENANT: Setting[Callable[[], str] | None] = ImportedSetting(
        None,
        "Callable `()` that names the present tenant, or its dotted path: tokens and"
        " limits of one tenant are foreign to all others; `None`: there are none.",
        Importable(optional=True),
    )


class LimitSettings:
    """Limits."""

    CODE_TOKEN_THROTTLE_RATE: Setting[str | None] = Setting(
        "12/3h", "Code token requests allowed per IP address; `None`: no limit.", Rate()
    )
    AUTH_TOKEN_RETRY_WAIT_TIME = Setting(
        timedelta(seconds=2),
        "Least time between two attempts with one code token.",
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
        True, "Mail users who reach that limit: somebody knows their password.", SWITCH
    )
    RESEND_WAIT_TIME = Setting(
        timedelta(seconds=30),
        "Least time between two new codes for one login.",
        Duration(),
    )


class CacheSettings:
    """The cache."""

    CACHE_ALIAS = Setting(
        "default", "The one of `CACHES` that holds all of the state.", Text()
    )
    THROTTLE_CACHE_ALIAS: DerivedSetting[str] = DerivedSetting(
        _get_cache_alias,
        "The one of `CACHES` that the throttles use; `CACHE_ALIAS` if not set.",
        Text(),
    )
    REQUIRE_KNOWN_CODE_TOKENS = Setting(
        False, "Refuse code tokens that the cache has no record of.", SWITCH
    )


class SendingSettings:
    """Sending."""

    CODE_SENDER: Setting[Callable[[Any, str], Any]] = ImportedSetting(
        "drf_jwt_2fa.sending.send_verification_code_via_email",  # type: ignore[arg-type]
        "Callable `(user, code)` that sends the code, or its dotted path.",
        Importable(),
    )
    BACKGROUND_CODE_SENDER: Setting[Callable[[Any, str], Any]] = ImportedSetting(
        "drf_jwt_2fa.sending.send_verification_code_via_email",  # type: ignore[arg-type]
        "Callable `(user, code)` that sends the code after the request, or its dotted"
        " path.",
        Importable(),
    )
    EMAIL_SENDER_FROM_ADDRESS = DerivedSetting(
        lambda: settings.DEFAULT_FROM_EMAIL,
        "Sender address of the e-mail.",
        OPTIONAL_TEXT,
    )
    EMAIL_SENDER_SUBJECT_OVERRIDE: Setting[Any] = Setting(
        None,
        "Subject of the e-mail, with `{code}` where the code goes.",
        OPTIONAL_TEXT,
    )
    EMAIL_SENDER_BODY_OVERRIDE: Setting[Any] = Setting(
        None, "Body of the e-mail, with `{code}` where the code goes.", OPTIONAL_TEXT
    )
    USER_LANGUAGE: Setting[Callable[[Any], str | None] | None] = ImportedSetting(
        None,
        "Callable `(user)` that returns the language of messages to the user, or its"
        " dotted path; `None`: the active language.",
        Importable(optional=True),
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


class TokenSettings:
    """Tokens."""

    AUTH_CLAIMS = Setting(
        False,
        "Put `auth_time`, `amr` and `acr` into issued tokens, and open `step-up/`.",
        SWITCH,
    )
    STEP_UP_MAX_AGE = Setting(
        timedelta(minutes=5),
        "How long a second factor is recent, for `RecentSecondFactor`.",
        Duration(least=timedelta(seconds=1)),
    )
    AUTHENTICATION_CLASSES: Setting[Sequence[Any] | None] = Setting(
        None,
        "Authentication classes of the endpoints for signed-in users, or their dotted"
        " paths; `None`: those of `DEFAULT_AUTHENTICATION_CLASSES` that take Simple"
        " JWT's tokens.",
        CLASSES,
    )


class EnrollmentSettings:
    """Enrolment."""

    ENROLLMENT_TOKEN_EXPIRATION_TIME = Setting(
        timedelta(minutes=15),
        "How long a user who logged in by another method has to enrol one of those.",
        Duration(least=timedelta(seconds=1)),
    )
    TOTP_ISSUER = Setting(
        "",
        "What authenticator apps call this site; empty: just the user's name.",
        ANY_TEXT,
    )
    TOTP_VALID_WINDOW = Setting(
        1,
        "How many time steps (30 seconds) a code from an app may be early or late.",
        Whole(most=10),
    )
    ENCRYPTION_KEYS: Setting[Sequence[str]] = Setting(
        (),
        "Keys of secrets at rest, each of 32 bytes, base64: the first encrypts, all"
        " decrypt; none: derived from `SECRET_KEY`.",
        STRINGS,
    )
    NOTIFIER: Setting[Callable[[Any, Any], Any]] = ImportedSetting(
        "drf_jwt_2fa.enrollment.notifying.notify_by_email",  # type: ignore[arg-type]
        "Callable `(user, notice)` that tells users what became of their methods, or"
        " its dotted path.",
        Importable(),
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
    LOGIN_ANSWER: Setting[Callable[[Any, Any], Mapping[str, Any]] | None] = (
        ImportedSetting(
            None,
            "Callable `(user, request)` that returns what the answer to a completed"
            " login tells beside its tokens, or its dotted path.",
            Importable(optional=True),
        )
    )
    ERROR_CODE_IN_BODY = Setting(
        False, 'Add a stable `"code"` to the body of every error.', SWITCH
    )
    SEND_USER_LOGGED_IN = Setting(
        False, "Send Django's `user_logged_in` when a login is complete.", SWITCH
    )


HEADINGS = (
    CodeSettings,
    KeySettings,
    LimitSettings,
    CacheSettings,
    SendingSettings,
    MethodSettings,
    TokenSettings,
    EnrollmentSettings,
    AnswerSettings,
)
