"""Checks of the hashers of passwords and codes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth.hashers import get_hasher
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from ..hashers import KeyedCodeHasher, KeyedRecoveryCodeHasher, get_code_hasher
from .findings import error, read, warning

# The settings, and the hasher that is recommended for each.
_OF_CODES = {
    "CODE_HASHER": "KeyedCodeHasher",
    "RECOVERY_CODE_HASHER": "KeyedRecoveryCodeHasher",
}
_FAST_HASHERS = {
    "CryptPasswordHasher",
    "MD5PasswordHasher",
    "SHA1PasswordHasher",
    "UnsaltedMD5PasswordHasher",
    "UnsaltedSHA1PasswordHasher",
}


def check_code_hasher(**kwargs: Any) -> list[CheckMessage]:
    """Report a hasher of codes that does not exist or cannot hash (E008)."""
    return [
        found
        for setting, hasher in _OF_CODES.items()
        for found in _check_code_hasher(setting, hasher)
    ]


def _check_code_hasher(setting: str, keyed: str) -> list[CheckMessage]:
    if read(setting) is None:
        return []
    try:
        hasher = get_code_hasher(setting)
        # Django's hashers load it when they hash: without it, each login is a 500.
        if getattr(hasher, "library", None):
            hasher._load_library()
    except ImproperlyConfigured as problem:
        message = str(problem)
    except ValueError as problem:
        message = f"JWT2FA_AUTH[{setting!r}] cannot hash: {problem}"
    else:
        if hasher is None or hasattr(hasher, "verify"):
            return []
        message = f"JWT2FA_AUTH[{setting!r}] is not a hasher."
    hint = f"Name one of PASSWORD_HASHERS, or drf_jwt_2fa.hashers.{keyed}."
    return [error(8, message, hint)]


def check_password_hashers(**kwargs: Any) -> list[CheckMessage]:
    """Report passwords that are hashed by a hasher of codes (E009)."""
    hashers = django_settings.PASSWORD_HASHERS
    # Anything else is an obvious error at the first login.
    if not isinstance(hashers, (list, tuple)) or not any(map(_is_for_codes, hashers)):
        return []
    message = "A hasher that is for codes only is among PASSWORD_HASHERS."
    hint = "Remove it there, and set JWT2FA_AUTH['CODE_HASHER'] to KeyedCodeHasher."
    return [error(9, message, hint)]


def check_speed(**kwargs: Any) -> list[CheckMessage]:
    """Report fast or unsalted hashers of passwords or codes (W101)."""
    found: list[CheckMessage] = []
    for get, role in (
        (get_hasher, "the first of PASSWORD_HASHERS"),
        (get_code_hasher, "the hasher of codes"),
        (partial(get_code_hasher, "RECOVERY_CODE_HASHER"), "that of recovery codes"),
    ):
        hasher = _find_fast_one(get)
        if hasher is not None:
            hint = "Use PBKDF2, Argon2, scrypt or bcrypt; for codes, KeyedCodeHasher."
            found.append(
                warning(101, f"{hasher}, which is fast or unsalted, is {role}.", hint)
            )
    return found


def _is_for_codes(path: Any) -> bool:
    try:
        return issubclass(
            import_string(path), (KeyedCodeHasher, KeyedRecoveryCodeHasher)
        )
    except Exception:
        return False  # An obvious error at the first login.


def _find_fast_one(get: Any) -> str | None:
    try:
        hasher = type(get())
    except Exception:
        # PASSWORD_HASHERS that cannot be imported are an obvious error at the first
        # login, and another check reports such a CODE_HASHER.
        return None
    is_fast = _FAST_HASHERS & {base.__name__ for base in hasher.__mro__}
    return hasher.__name__ if is_fast else None


CHECKS = (check_code_hasher, check_password_hashers)
DEPLOYMENT_CHECKS = (check_speed,)
