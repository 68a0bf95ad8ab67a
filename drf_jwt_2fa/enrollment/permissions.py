"""Permissions for setting up a first method."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework_simplejwt.tokens import Token

from ..methods import (
    NO_2FA,
    Factors,
    TrustedDevice,
    find_method,
    is_trusted,
    needs_no_second_factor,
)
from ..permissions import RecentSecondFactor


class RecentProof(RecentSecondFactor):
    """Allow a recent password, too, for users who log in with nothing else."""

    def is_of_kind(self, token: Token, user: Any, factors: Factors) -> bool:
        """Return whether the token shows all that its user is now asked for.

        A user who needed no second factor at the login may need one by now.
        """
        if token.get("acr") == TrustedDevice.name:
            return False
        if token.get("acr") == NO_2FA:
            return needs_no_second_factor(user, factors)
        if "amr" not in token and factors.epoch is None:
            # A project issued it, for a first setup, without a login of ours.
            method = token.get("acr")
            return isinstance(method, str) and find_method(method) is not None
        return super().is_of_kind(token, user, factors)

    def get_factors(self, request: Request, view: Any) -> Factors | None:
        """Return the factors that the view has read to compare the epoch."""
        factors: Factors = view.factors
        return factors


class TrustedMethod(BasePermission):
    """Deny enrolling a method that would not complete the logins of its user."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether a login by the method of the view is complete."""
        return is_trusted(view.method, request.user)
