"""Checks of the methods of the second factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured

from ..methods import NO_2FA, Method, get_methods, is_default
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


def check_trusted(**kwargs: Any) -> list[CheckMessage]:
    """Find trusted methods that are not configured (E018)."""
    values = read("METHODS", "TRUSTED_2FA_METHODS")
    try:
        names = {NO_2FA, *get_methods()} if values else set()
    except ImproperlyConfigured:
        return []  # Another check reports it.
    if values is None or not isinstance(values[1], (list, tuple)):
        return []
    hint = "Correct TRUSTED_2FA_METHODS, or add the method to METHODS."
    message = "TRUSTED_2FA_METHODS has {!r}, which is no method of METHODS."
    unknown = [name for name in values[1] if name not in names]
    return [error(18, message.format(name), hint) for name in unknown]


def check_fallback(**kwargs: Any) -> list[CheckMessage]:
    """Find a way in for new users that does not exist, or leads nowhere (E019)."""
    values = read("METHODS", "FALLBACK_2FA_METHOD", "TRUSTED_2FA_METHODS")
    try:
        methods = get_methods() if values else {}
    except ImproperlyConfigured:
        return []  # Another check reports it.
    # What depends on the user is known at the login only.
    if values is None or callable(values[1]) or "." in values[1]:
        return []
    fallback, trusted = values[1:]
    if fallback != NO_2FA and _is_to_be_enrolled(methods.get(fallback)):
        hint = "Name a method of METHODS that needs no enrolment, or 'no-2fa'."
        message = f"FALLBACK_2FA_METHOD is {fallback!r}, which is not configured."
        return [error(19, message, hint)]
    if isinstance(trusted, (list, tuple)) and _leads_nowhere(fallback, trusted):
        hint = "Trust in the fallback, or in a method that users can enrol."
        message = (
            f"A login by {fallback!r} is not trusted, and nothing can be enrolled."
        )
        return [error(19, message, hint)]
    return []


def _leads_nowhere(fallback: str, trusted: Sequence[str]) -> bool:
    methods = get_methods()
    if fallback in trusted or set(trusted) - {NO_2FA, *methods}:
        return False  # An unknown method is reported by another check.
    return not any(methods[name].needs_enrollment for name in trusted if name != NO_2FA)


def _is_to_be_enrolled(method: Method | None) -> bool:
    return method is None or method.needs_enrollment


CHECKS = (check_methods, check_claims, check_trusted, check_fallback)
