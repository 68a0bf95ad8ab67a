"""The app: what putting `drf_jwt_2fa` into ``INSTALLED_APPS`` adds."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class Jwt2faConfig(AppConfig):
    """Add checks, management commands and translations; there are no models."""

    name = "drf_jwt_2fa"
    verbose_name = _("Two-factor authentication")

    def ready(self) -> None:
        """Register the checks, and the schema with drf-spectacular if it is there."""
        from . import checks  # noqa: PLC0415  # They look at other apps.

        checks.register()
        if apps.is_installed("drf_spectacular"):
            from . import schema  # noqa: F401, PLC0415  # It imports that package.
