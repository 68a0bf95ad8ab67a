"""Two-factor authentication for REST framework APIs that use Simple JWT."""

__version__ = "1.1.0"
