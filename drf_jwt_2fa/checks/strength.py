"""Checks of how hard the second factor is to guess and to forge."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage
from rest_framework_simplejwt import settings as simple_jwt

from ..utils import parse_rate
from .findings import read, warning

_DAY = 24 * 3600
_MOST_GUESSES = 100  # a day
_LEAST_CODES = 10**6
_LEAST_KEY_LENGTH = 32  # bytes
_LARGEST_WINDOW = 1  # time steps of 30 seconds
_KEYS = ("CODE_TOKEN_SECRET_KEY", "CODE_EXTENSION_SECRET")


def check_guesses(**kwargs: Any) -> list[CheckMessage]:
    """Find more than 100 guesses a day (W001; NIST SP 800-63B-4, 3.2.2)."""
    values = read(
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER", "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN"
    )
    if values is None:
        return []
    rate, attempts = values
    hint = (
        "Lower MAX_UNREDEEMED_CODE_TOKENS_PER_USER or MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN:"
        " their product should be at most 100 a day."
    )
    if rate is None or attempts is None:
        message = "Whoever knows a password has unlimited guesses at the code."
        return [warning(1, message, hint)]
    tokens, seconds = parse_rate(rate)
    guesses = tokens * attempts * max(1, math.ceil(_DAY / seconds))
    if guesses <= _MOST_GUESSES:
        return []
    message = f"Whoever knows a password has {guesses} guesses a day at the code."
    return [warning(1, message, hint)]


def check_entropy(**kwargs: Any) -> list[CheckMessage]:
    """Find codes of less than 20 bits (W002).

    Six decimal digits, which are a little less, are allowed by name (NIST SP 800-63B-4,
    3.1.3.2).
    """
    values = read("CODE_LENGTH", "CODE_CHARACTERS")
    if values is None:
        return []
    length, characters = values
    if len(set(characters)) ** length >= _LEAST_CODES:
        return []
    bits = length * math.log2(len(set(characters)))
    hint = "Raise CODE_LENGTH, or give CODE_CHARACTERS more different characters."
    return [warning(2, f"The code has {bits:.1f} bits; 20 are the least.", hint)]


def check_life(**kwargs: Any) -> list[CheckMessage]:
    """Find codes that live for more than 10 minutes (W003)."""
    values = read("CODE_EXPIRATION_TIME")
    if values is None or values[0] <= timedelta(minutes=10):
        return []
    hint = "Lower CODE_EXPIRATION_TIME to 10 minutes or less."
    return [warning(3, f"Codes are valid for {values[0]}.", hint)]


def check_key_lengths(**kwargs: Any) -> list[CheckMessage]:
    """Find keys of less than 32 bytes (W004; RFC 7518, 3.2)."""
    found: list[CheckMessage] = []
    for name in _KEYS:
        values = read(name)
        if values is not None and len(values[0].encode()) < _LEAST_KEY_LENGTH:
            hint = f"Leave {name} out, or set it to 32 random bytes or more."
            found.append(warning(4, f"{name} is too short.", hint))
    return found


def check_key_reuse(**kwargs: Any) -> list[CheckMessage]:
    """Find keys that serve for something else, too (W005)."""
    keys = {
        "SECRET_KEY": django_settings.SECRET_KEY,
        "SIMPLE_JWT['SIGNING_KEY']": simple_jwt.api_settings.SIGNING_KEY,
    }
    found: list[CheckMessage] = []
    for name in _KEYS:
        values = read(name)
        if values is None:
            continue
        for other, key in keys.items():
            if key == values[0]:
                hint = f"Leave {name} out, or set it to another random value."
                found.append(warning(5, f"{name} is the same as {other}.", hint))
        keys[name] = values[0]
    return found


def check_totp_window(**kwargs: Any) -> list[CheckMessage]:
    """Find codes of apps that live for too long (W109; OWASP ASVS 5, 6.5.5)."""
    values = read("TOTP_VALID_WINDOW")
    if values is None or values[0] <= _LARGEST_WINDOW:
        return []
    message = f"Codes of authenticator apps are accepted {values[0]} time steps late."
    hint = "Lower TOTP_VALID_WINDOW to 1, and keep the clock of the server right."
    return [warning(109, message, hint)]


CHECKS = (
    check_guesses,
    check_entropy,
    check_life,
    check_key_lengths,
    check_key_reuse,
)
DEPLOYMENT_CHECKS = (check_totp_window,)
