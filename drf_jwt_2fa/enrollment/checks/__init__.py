"""System checks of the app."""

from __future__ import annotations

from django.core.checks import Tags
from django.core.checks.registry import registry

from . import configuration, passkeys

CHECKS = (*configuration.CHECKS, *passkeys.CHECKS)
DEPLOYMENT_CHECKS = (*configuration.DEPLOYMENT_CHECKS, *passkeys.DEPLOYMENT_CHECKS)


def register() -> None:
    """Register the checks with Django."""
    for check in CHECKS:
        registry.register(check, Tags.security)
    for check in DEPLOYMENT_CHECKS:
        registry.register(check, Tags.security, deploy=True)
