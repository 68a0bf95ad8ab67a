"""Describe the second factors of a user to that user, without any secret."""

from __future__ import annotations

from typing import Any

from ..methods import Enrolled, Factors, find_method, is_trusted


def describe_methods(user: Any, factors: Factors) -> dict[str, Any]:
    """Return the methods that the user has enrolled, and the preferred one."""
    return {
        "methods": [_describe(one, user) for one in factors.enrolled],
        "preferred": factors.preferred,
        **describe_recovery_codes(factors),
    }


def describe_recovery_codes(factors: Factors) -> dict[str, Any]:
    """Return how many recovery codes are left."""
    return {"recovery_codes_left": factors.recovery_codes_left}


def _describe(enrolled: Enrolled, user: Any) -> dict[str, Any]:
    method = find_method(enrolled.name)
    return {
        "name": enrolled.name,
        "created_at": enrolled.created_at,
        "last_used_at": enrolled.last_used_at,
        "is_disabled": enrolled.is_disabled,
        # A method that is not configured any more completes no login.
        "is_trusted": method is not None and is_trusted(method, user),
    }
