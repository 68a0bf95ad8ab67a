"""Checks of views that ask for a recent second factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage
from rest_framework.permissions import OperandHolder, SingleOperandHolder

from ..permissions import RecentSecondFactor
from .findings import error, read
from .routes import find_views, get_classes


def check_claims(**kwargs: Any) -> list[CheckMessage]:
    """Report views that refuse everybody, since tokens lack the claims (E012)."""
    values = read("AUTH_CLAIMS")
    if values is None or values[0]:
        return []
    hint = "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True."
    return [
        error(
            12,
            f"{view.__name__} at {route!r} needs claims that tokens do not have.",
            hint,
        )
        for route, view, options in find_views()
        if _needs_claims(get_classes(view, options, "permission_classes"))
    ]


def _needs_claims(permissions: Iterable[Any]) -> bool:
    return any(
        isinstance(one, type) and issubclass(one, RecentSecondFactor)
        for permission in permissions
        for one in _take_apart(permission)
    )


def _take_apart(permission: Any) -> Iterator[Any]:
    """Return the permissions that `&`, `|` and `~` combine."""
    if isinstance(permission, SingleOperandHolder):
        yield from _take_apart(permission.op1_class)
    elif isinstance(permission, OperandHolder):
        yield from _take_apart(permission.op1_class)
        yield from _take_apart(permission.op2_class)
    else:
        yield permission


CHECKS = (check_claims,)
