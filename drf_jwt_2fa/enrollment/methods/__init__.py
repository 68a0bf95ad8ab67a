"""Methods of the second factor that users enrol."""

from .base import EnrollableMethod, Setup
from .recovery_code.method import RecoveryCodeMethod
from .totp.method import TotpMethod

__all__ = ["EnrollableMethod", "RecoveryCodeMethod", "Setup", "TotpMethod"]
