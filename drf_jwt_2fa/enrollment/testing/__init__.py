"""Helpers for the tests of projects whose users enrol methods."""

from .apps import App, enroll_app
from .passkeys import SoftwarePasskey, create_passkey

__all__ = ["App", "SoftwarePasskey", "create_passkey", "enroll_app"]
