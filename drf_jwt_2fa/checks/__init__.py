"""System checks of the configuration, for projects that install the app.

``E...`` is for what cannot work, ``W0..`` for what is less safe than it could be, and
``W1..`` for what is unsafe in production: ``check --deploy`` alone reports those.
"""

from __future__ import annotations

from django.core.checks import Tags
from django.core.checks.registry import registry

from . import (
    admin_sites,
    authentication,
    background,
    bypasses,
    caches,
    cookies,
    deployment,
    hashers,
    keys,
    methods,
    password_alone,
    settings,
    simple_jwt,
    step_up,
    strength,
    tenants,
    trusted_devices,
)

CHECKS = (
    *settings.CHECKS,
    *keys.CHECKS,
    *authentication.CHECKS,
    *strength.CHECKS,
    *caches.CHECKS,
    *tenants.CHECKS,
    *bypasses.CHECKS,
    *admin_sites.CHECKS,
    *hashers.CHECKS,
    *background.CHECKS,
    *simple_jwt.CHECKS,
    *step_up.CHECKS,
    *methods.CHECKS,
    *password_alone.CHECKS,
    *trusted_devices.CHECKS,
    *cookies.CHECKS,
    *deployment.CHECKS,
)
DEPLOYMENT_CHECKS = (
    *hashers.DEPLOYMENT_CHECKS,
    *caches.DEPLOYMENT_CHECKS,
    *strength.DEPLOYMENT_CHECKS,
    *password_alone.DEPLOYMENT_CHECKS,
    *trusted_devices.DEPLOYMENT_CHECKS,
    *deployment.DEPLOYMENT_CHECKS,
)


def register() -> None:
    """Register the checks with Django."""
    for check in CHECKS:
        registry.register(check, Tags.security)
    for check in DEPLOYMENT_CHECKS:
        registry.register(check, Tags.security, deploy=True)
