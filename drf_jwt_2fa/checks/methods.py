"""Checks of the methods of the second factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured

from ..methods import NO_2FA, Method, get_methods, is_default
from .findings import error, find_methods, read, warning


def check_methods(**kwargs: Any) -> list[CheckMessage]:
    """Report methods that cannot work (E016), and the findings of each method."""
    if read("METHODS") is None:
        return []
    try:
        methods = get_methods()
    except ImproperlyConfigured as problem:
        return [_refuse(str(problem))]
    except Exception as problem:
        # The project's module may raise anything when it is imported.
        return [_refuse(f"JWT2FA_AUTH['METHODS'] cannot be imported: {problem!r}")]
    return [found for method in methods.values() for found in method.check()]


def check_enrollment(**kwargs: Any) -> list[CheckMessage]:
    """Report methods to enrol without the app that enrols them (E025)."""
    if apps.is_installed("drf_jwt_2fa.enrollment"):
        return []
    hint = "Add 'drf_jwt_2fa.enrollment' to INSTALLED_APPS, or remove the method."
    message = "Users cannot enrol {!r}: drf_jwt_2fa.enrollment is not installed."
    return [
        error(25, message.format(name), hint)
        for name, method in (find_methods() or {}).items()
        if method.needs_enrollment
    ]


def check_claims(**kwargs: Any) -> list[CheckMessage]:
    """Report several methods whose tokens do not name the one used (E017)."""
    values = read("AUTH_CLAIMS")
    if values is None or values[0] or find_methods() is None or is_default():
        return []
    message = "Tokens do not name the method that was used, and there are several."
    return [error(17, message, "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True.")]


def check_trusted(**kwargs: Any) -> list[CheckMessage]:
    """Report trusted methods that are not in `METHODS` (E018)."""
    values, methods = read("TRUSTED_2FA_METHODS"), find_methods()
    if values is None or methods is None or not isinstance(values[0], (list, tuple)):
        return []
    hint = "Correct TRUSTED_2FA_METHODS, or add the method to METHODS."
    message = "TRUSTED_2FA_METHODS has {!r}, which is not a method in METHODS."
    unknown = [name for name in values[0] if name not in (NO_2FA, *methods)]
    return [error(18, message.format(name), hint) for name in unknown]


def check_fallback(**kwargs: Any) -> list[CheckMessage]:
    """Report a fallback that new users cannot log in with (E019)."""
    methods, fallback = find_methods(), _read_fallback()
    if methods is None or fallback is None:
        return []
    if fallback != NO_2FA and _must_be_enrolled(methods.get(fallback)):
        hint = "Set it to a method in METHODS that needs no enrolment, or to 'no-2fa'."
        message = f"FALLBACK_2FA_METHOD is {fallback!r}, which new users cannot use."
        return [error(19, message, hint)]
    trusted = _read_trusted()
    if trusted is not None and _is_dead_end(fallback, trusted, methods):
        hint = "Trust the fallback, or a method that users can enrol."
        message = f"A login by {fallback!r} is not trusted, and no other can be."
        return [error(19, message, hint)]
    return []


def check_offer(**kwargs: Any) -> list[CheckMessage]:
    """Report an offered fallback that does not complete a login (W013)."""
    values, fallback, trusted = (
        read("OFFER_FALLBACK_2FA_METHOD"),
        _read_fallback(),
        _read_trusted(),
    )
    if values is None or not values[0] or fallback is None or trusted is None:
        return []
    # Without a second factor is no offer to enrolled users, and another check reports
    # a fallback that cannot work.
    if fallback in (NO_2FA, *trusted) or check_fallback():
        return []
    message = f"{fallback!r} is offered to enrolled users, and completes no login."
    hint = (
        f"Add {fallback!r} to TRUSTED_2FA_METHODS, or set OFFER_FALLBACK_2FA_METHOD to"
        " False."
    )
    return [warning(13, message, hint)]


def _refuse(message: str) -> CheckMessage:
    hint = "List subclasses of drf_jwt_2fa.methods.Method, each with its own name."
    return error(16, message, hint)


def _read_fallback() -> str | None:
    """Return the fallback of all users, `None` if it depends on the user."""
    values = read("FALLBACK_2FA_METHOD")
    if values is None or callable(values[0]) or "." in values[0]:
        return None
    fallback: str = values[0]
    return fallback


def _read_trusted() -> Sequence[str] | None:
    """Return the trusted methods, `None` for all or if they depend on the user."""
    values = read("TRUSTED_2FA_METHODS")
    is_list = values is not None and isinstance(values[0], (list, tuple))
    return values[0] if values is not None and is_list else None


def _is_dead_end(
    fallback: str, trusted: Sequence[str], methods: dict[str, Method]
) -> bool:
    if fallback in trusted or any(name not in (NO_2FA, *methods) for name in trusted):
        return False  # Another check reports an unknown method.
    return not any(methods[name].needs_enrollment for name in trusted if name != NO_2FA)


def _must_be_enrolled(method: Method | None) -> bool:
    return method is None or method.needs_enrollment


CHECKS = (
    check_methods,
    check_enrollment,
    check_claims,
    check_trusted,
    check_fallback,
    check_offer,
)
