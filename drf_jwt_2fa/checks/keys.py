"""Checks of the keys that sign code tokens and extend codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from rest_framework_simplejwt import settings as simple_jwt

from ..settings import SETTINGS
from ..settings.derived_keys import is_key
from .findings import error, get_user_settings, read, warning

_LEAST_LENGTH = 32  # bytes
_NAMES = ("CODE_TOKEN_SECRET_KEY", "CODE_EXTENSION_SECRET")
_FALLBACKS = "CODE_TOKEN_SECRET_KEY_FALLBACKS"
_UNSET = "an environment variable that is not set is None"


def check_secret_key(**kwargs: Any) -> list[CheckMessage]:
    """Report a `SECRET_KEY`, or a fallback of it, that is not a key (E021)."""
    found: list[CheckMessage] = []
    if not is_key(_read_secret_key()):
        hint = "Set it to 50 random characters or more."
        found.append(error(21, "SECRET_KEY is not a key.", hint))
    fallbacks = getattr(django_settings, "SECRET_KEY_FALLBACKS", ())
    if isinstance(fallbacks, (list, tuple, set, frozenset)):
        return found + _check_items("SECRET_KEY_FALLBACKS", fallbacks)
    # Each letter of a text would be a key, and easy to guess.
    message = "SECRET_KEY_FALLBACKS is not a list of keys, and is ignored."
    return [*found, error(21, message, "Make it a list of keys.")]


def check_own_keys(**kwargs: Any) -> list[CheckMessage]:
    """Report a setting of ours that is not a key (E021)."""
    found: list[CheckMessage] = [
        error(
            21,
            f"JWT2FA_AUTH[{name!r}] is not a key: it is empty, blank or None.",
            f"Leave {name} out, or set it to 32 random bytes or more; {_UNSET}.",
        )
        for name in _NAMES
        if _is_no_key(name)
    ]
    values = read(_FALLBACKS)
    return found + _check_items(_FALLBACKS, values[0] if values else ())


def check_lengths(**kwargs: Any) -> list[CheckMessage]:
    """Report keys of less than 32 bytes (W004; RFC 7518, 3.2)."""
    return [
        warning(
            4,
            f"{name} is too short.",
            f"Leave {name} out, or set it to 32 random bytes or more.",
        )
        for name, key in _read_own_keys().items()
        if len(key) < _LEAST_LENGTH
    ]


def check_reuse(**kwargs: Any) -> list[CheckMessage]:
    """Report keys that have another use, too (W005)."""
    keys = {
        "SECRET_KEY": _as_bytes(_read_secret_key()),
        "SIMPLE_JWT['SIGNING_KEY']": _as_bytes(simple_jwt.api_settings.SIGNING_KEY),
    }
    found: list[CheckMessage] = []
    for name, key in _read_own_keys().items():
        hint = f"Leave {name} out, or set it to another random value."
        found += [
            warning(5, f"{name} is the same as {other}.", hint)
            for other, other_key in keys.items()
            if other_key == key
        ]
        keys[name] = key
    return found


def _check_items(name: str, keys: Iterable[Any]) -> list[CheckMessage]:
    hint = f"Remove it from the list; {_UNSET}."
    # The number shows which one it is; the value itself is not shown.
    return [
        error(21, f"Item {number} of {name} is not a key, and is ignored.", hint)
        for number, key in enumerate(keys, 1)
        if not is_key(key)
    ]


def _read_secret_key() -> Any:
    try:
        return django_settings.SECRET_KEY
    except ImproperlyConfigured:
        return None  # Django refuses an empty one.


def _read_own_keys() -> dict[str, bytes]:
    """Return the keys in `JWT2FA_AUTH`, without those that another check reports."""
    keys = {name: read(name) for name in _NAMES if name in get_user_settings()}
    return {name: _as_bytes(values[0]) for name, values in keys.items() if values}


def _is_no_key(name: str) -> bool:
    user_settings = get_user_settings()
    if name not in user_settings or is_key(user_settings[name]):
        return False
    # Another check reports a wrong type.
    return not SETTINGS[name].kind.find_wrong_type(user_settings[name])


def _as_bytes(key: Any) -> Any:
    # Text of an environment variable may have surrogates in it.
    return key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key


CHECKS = (check_secret_key, check_own_keys, check_lengths, check_reuse)
