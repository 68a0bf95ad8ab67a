"""System checks of the configuration, for projects that install the app.

``E...`` cannot work, ``W0..`` is less safe than it could be, and ``W1..`` is so in
production: those are shown by ``check --deploy`` only.
"""

from __future__ import annotations

from django.core.checks import Tags
from django.core.checks.registry import registry

from . import (
    authentication,
    background,
    bypasses,
    caches,
    deployment,
    hashers,
    methods,
    password_alone,
    settings,
    step_up,
    strength,
)

CHECKS = (
    *settings.CHECKS,
    *authentication.CHECKS,
    *strength.CHECKS,
    *caches.CHECKS,
    *bypasses.CHECKS,
    *hashers.CHECKS,
    *background.CHECKS,
    *step_up.CHECKS,
    *methods.CHECKS,
    *password_alone.CHECKS,
    *deployment.CHECKS,
)
DEPLOYMENT_CHECKS = (
    *hashers.DEPLOYMENT_CHECKS,
    *caches.DEPLOYMENT_CHECKS,
    *strength.DEPLOYMENT_CHECKS,
    *password_alone.DEPLOYMENT_CHECKS,
    *deployment.DEPLOYMENT_CHECKS,
)


def register() -> None:
    """Make Django run the checks."""
    for check in CHECKS:
        registry.register(check, Tags.security)
    for check in DEPLOYMENT_CHECKS:
        registry.register(check, Tags.security, deploy=True)
