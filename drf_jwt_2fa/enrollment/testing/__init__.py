"""Helpers for the tests of projects whose users enrol methods."""

from .admin import force_second_factor
from .apps import App, enroll_app
from .passkeys import SoftwarePasskey, create_passkey

__all__ = [
    "App",
    "SoftwarePasskey",
    "create_passkey",
    "enroll_app",
    "force_second_factor",
]
