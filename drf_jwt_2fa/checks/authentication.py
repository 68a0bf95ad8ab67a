"""Checks of the authentication classes of the endpoints for signed-in users."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured

from ..authentication import get_authentication_classes
from .findings import error, read


def check_authentication(**kwargs: Any) -> list[CheckMessage]:
    """Find authentication classes that cannot authenticate anybody (E027)."""
    values = read("AUTHENTICATION_CLASSES")
    if values is None or values[0] is None:
        return []
    hint = "List authentication classes of REST framework, or their dotted paths."
    try:
        classes = get_authentication_classes()
    except ImproperlyConfigured as problem:
        return [error(27, str(problem), hint)]
    if not classes:
        return [error(27, "AUTHENTICATION_CLASSES is empty: nobody can get in.", hint)]
    return [
        error(27, f"AUTHENTICATION_CLASSES has {one!r}, which is not one.", hint)
        for one in classes
        if not hasattr(one, "authenticate")
    ]


CHECKS = (check_authentication,)
