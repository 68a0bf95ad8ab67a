"""Methods of the second factor that users enrol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .base import (
    AlreadyEnrolledError,
    EnrollableMethod,
    Setup,
    TooManyEnrolledError,
)
from .recovery_code.method import RecoveryCodeMethod
from .totp.method import TotpMethod

if TYPE_CHECKING:
    from .passkey.method import PasskeyMethod

__all__ = [
    "AlreadyEnrolledError",
    "EnrollableMethod",
    "PasskeyMethod",
    "RecoveryCodeMethod",
    "Setup",
    "TooManyEnrolledError",
    "TotpMethod",
]


def __getattr__(name: str) -> Any:
    # It needs a package of an extra of its own, which others need not install.
    if name == "PasskeyMethod":
        from .passkey.method import PasskeyMethod  # noqa: PLC0415

        return PasskeyMethod
    raise AttributeError(name)
