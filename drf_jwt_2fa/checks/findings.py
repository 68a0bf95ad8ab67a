"""Findings of checks, and the settings that checks may rely on."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, Warning as CheckWarning

from ..methods import Method, get_methods
from ..settings import SETTINGS, api_settings

OBJECT = "JWT2FA_AUTH"


def error(number: int, message: str, hint: str) -> Error:
    """Return the error with this number."""
    return Error(message, hint=hint, obj=OBJECT, id=f"drf_jwt_2fa.E{number:03}")


def warning(number: int, message: str, hint: str) -> CheckWarning:
    """Return the warning with this number."""
    return CheckWarning(message, hint=hint, obj=OBJECT, id=f"drf_jwt_2fa.W{number:03}")


def get_user_settings() -> dict[str, Any]:
    """Return ``JWT2FA_AUTH``, empty if it is not a dictionary."""
    user_settings = api_settings.user_settings
    return user_settings if isinstance(user_settings, dict) else {}


def read(*names: str) -> list[Any] | None:
    """Return the values of the settings, `None` if one of them cannot work.

    Other checks report values that cannot work.
    """
    user_settings = api_settings.user_settings
    if not isinstance(user_settings, dict):
        return None
    values = [
        user_settings[name] if name in user_settings else SETTINGS[name].default
        for name in names
    ]
    for name, value in zip(names, values, strict=True):
        kind = SETTINGS[name].kind
        if kind.find_wrong_type(value) or kind.find_wrong_value(value):
            return None
    return values


def find_methods() -> dict[str, Method] | None:
    """Return the methods by name, `None` if `METHODS` cannot work.

    Another check reports that.
    """
    if read("METHODS") is None:
        return None
    try:
        return get_methods()
    except Exception:
        # The project's module may raise anything when it is imported.
        return None
