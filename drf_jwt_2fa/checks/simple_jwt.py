"""Checks of the settings of Simple JWT."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.tokens import Token

from ..methods import get_store
from .findings import error, read

_BLACKLIST = "rest_framework_simplejwt.token_blacklist"


def check_rotation(**kwargs: Any) -> list[CheckMessage]:
    """Report rotated refresh tokens that the blacklist cannot end (E022)."""
    # Simple JWT lists them since 5.5, with this method.
    if hasattr(Token, "outstand") or not apps.is_installed(_BLACKLIST):
        return []
    if not simple_jwt.api_settings.ROTATE_REFRESH_TOKENS or _has_epochs():
        return []
    message = "The blacklist does not end rotated refresh tokens: it does not list them"
    hint = (
        "Upgrade djangorestframework-simplejwt to 5.5 or later, or install"
        " drf_jwt_2fa.enrollment and set JWT2FA_AUTH['AUTH_CLAIMS'] to True."
    )
    return [error(22, f"{message} before Simple JWT 5.5.", hint)]


def check_user_id(**kwargs: Any) -> list[CheckMessage]:
    """Report a `USER_ID_FIELD` that does not identify users (E026)."""
    name = simple_jwt.api_settings.USER_ID_FIELD
    try:
        options = get_user_model()._meta
    except ImproperlyConfigured:
        return []  # Django reports it.
    if name == "pk":
        return []
    field = _find_field(options, name)
    if field is not None and _is_unique(options, field):
        return []
    problem = (
        "is not unique" if field is not None else "is not a field of the user model"
    )
    message = f"SIMPLE_JWT['USER_ID_FIELD'] is {name!r}, which {problem}."
    hint = f"Set it to {options.pk.attname!r}, or to another unique field."
    return [error(26, message, hint)]


def _has_epochs() -> bool:
    """Return whether changes of an account end its tokens without the blacklist."""
    values = read("METHODS", "AUTH_CLAIMS")
    return values is None or get_store() is not None


def _find_field(options: Any, name: Any) -> Any:
    try:
        field = options.get_field(name)
    except (FieldDoesNotExist, TypeError):  # The latter for a name that is a list.
        return None
    return field if field.concrete and not field.many_to_many else None


def _is_unique(options: Any, field: Any) -> bool:
    # Django 2.2 has no `total_unique_constraints`.
    constraints = getattr(options, "total_unique_constraints", ())
    return field.unique or any(one.fields == (field.name,) for one in constraints)


CHECKS = (check_rotation, check_user_id)
