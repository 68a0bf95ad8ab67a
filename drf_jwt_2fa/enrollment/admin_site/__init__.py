"""Django's admin, and plain views, behind the second factor of the API."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .config import SimpleTwoFactorAdminConfig, TwoFactorAdminConfig

if TYPE_CHECKING:
    from .model_admin import RecentSecondFactorMixin
    from .protecting import SecondFactorRequiredMixin, second_factor_required
    from .sessions import has_second_factor
    from .site import TwoFactorAdminMixin, TwoFactorAdminSite

__all__ = [
    "RecentSecondFactorMixin",
    "SecondFactorRequiredMixin",
    "SimpleTwoFactorAdminConfig",
    "TwoFactorAdminConfig",
    "TwoFactorAdminMixin",
    "TwoFactorAdminSite",
    "has_second_factor",
    "second_factor_required",
]

# Django imports the configuration of an app from here before there are models, and the
# modules of all others import some.
_LATER = {
    "RecentSecondFactorMixin": "model_admin",
    "SecondFactorRequiredMixin": "protecting",
    "TwoFactorAdminMixin": "site",
    "TwoFactorAdminSite": "site",
    "has_second_factor": "sessions",
    "second_factor_required": "protecting",
}


def __getattr__(name: str) -> Any:
    """Return one of the public names, from its module."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LATER[name]}", __name__), name)
