"""What users see of their second factors: no secret, ever."""

from __future__ import annotations

from typing import Any

from ..methods import find_method
from ..trust import is_trusted
from . import accounts
from .models import EnrolledMethod
from .recovery_codes import RecoveryCodeMethod
from .rows import get_methods


def describe_methods(user: Any) -> dict[str, Any]:
    """Return what the user has enrolled, and which of it is asked for first."""
    rows = get_methods(user.pk).order_by("pk")
    return {
        "methods": [_describe(row, user) for row in rows],
        "preferred": accounts.get_preferred(user),
        **describe_recovery_codes(user),
    }


def describe_recovery_codes(user: Any) -> dict[str, Any]:
    """Return how many recovery codes are left."""
    return {"recovery_codes_left": RecoveryCodeMethod().count_left(user)}


def _describe(row: EnrolledMethod, user: Any) -> dict[str, Any]:
    method = find_method(row.name)
    return {
        "name": row.name,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "is_disabled": row.disabled_at is not None,
        # A method that is not configured any more completes no login.
        "is_trusted": method is not None and is_trusted(method, user),
    }
