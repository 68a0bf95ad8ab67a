"""Checks of the methods of the second factor."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured

from ..methods import get_methods, is_default
from .findings import error, read


def check_methods(**kwargs: Any) -> list[CheckMessage]:
    """Find methods that there are not (E016), and what each finds wrong itself."""
    if read("METHODS") is None:
        return []
    try:
        methods = get_methods()
    except ImproperlyConfigured as problem:
        hint = "List subclasses of drf_jwt_2fa.methods.Method, each with its own name."
        return [error(16, str(problem), hint)]
    return [found for method in methods.values() for found in method.check()]


def check_claims(**kwargs: Any) -> list[CheckMessage]:
    """Find several methods, and tokens that do not tell which it was (E017)."""
    values = read("METHODS", "AUTH_CLAIMS")
    try:
        if values is None or values[1] or is_default():
            return []
    except ImproperlyConfigured:
        return []  # The other check reports it.
    message = "There are methods to choose from, and tokens do not tell which it was."
    return [error(17, message, "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True.")]


CHECKS = (check_methods, check_claims)
