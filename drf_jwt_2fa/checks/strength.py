"""Checks of how hard the second factor is to guess."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage

from ..utils import parse_rate
from .findings import read, warning

_DAY = 24 * 3600
_MOST_GUESSES = 100  # a day
_LEAST_CODES = 10**6
_LARGEST_WINDOW = 1  # time steps of 30 seconds


def check_guesses(**kwargs: Any) -> list[CheckMessage]:
    """Report more than 100 guesses a day (W001; NIST SP 800-63B-4, 3.2.2)."""
    values = read(
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER", "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN"
    )
    if values is None:
        return []
    rate, attempts = values
    hint = (
        "Lower MAX_UNREDEEMED_CODE_TOKENS_PER_USER or MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN:"
        " their product should be at most 100 a day. That is a rate; with"
        " drf_jwt_2fa.enrollment, 100 wrong codes in a row disable sent codes, too."
    )
    if rate is None or attempts is None:
        message = "An attacker with a password has unlimited guesses at the code."
        return [warning(1, message, hint)]
    tokens, seconds = parse_rate(rate)
    guesses = tokens * attempts * max(1, math.ceil(_DAY / seconds))
    if guesses <= _MOST_GUESSES:
        return []
    message = f"An attacker with a password has {guesses} guesses at the code a day."
    return [warning(1, message, hint)]


def check_entropy(**kwargs: Any) -> list[CheckMessage]:
    """Report codes of less than 20 bits (W002).

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
    return [warning(2, f"The code has {bits:.1f} bits, and needs 20.", hint)]


def check_life(**kwargs: Any) -> list[CheckMessage]:
    """Report codes that are valid for more than 10 minutes (W003)."""
    values = read("CODE_EXPIRATION_TIME")
    if values is None or values[0] <= timedelta(minutes=10):
        return []
    hint = "Lower CODE_EXPIRATION_TIME to 10 minutes or less."
    return [warning(3, f"Codes are valid for {values[0]}.", hint)]


def check_totp_window(**kwargs: Any) -> list[CheckMessage]:
    """Report app codes that are valid for too long (W109; OWASP ASVS 5, 6.5.5)."""
    values = read("TOTP_VALID_WINDOW")
    if values is None or values[0] <= _LARGEST_WINDOW:
        return []
    message = f"A code of an authenticator app is accepted {values[0]} time steps late."
    hint = "Lower TOTP_VALID_WINDOW to 1, and synchronize the clock of the server."
    return [warning(109, message, hint)]


CHECKS = (check_guesses, check_entropy, check_life)
DEPLOYMENT_CHECKS = (check_totp_window,)
