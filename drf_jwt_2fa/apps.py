"""The app: what putting `drf_jwt_2fa` into ``INSTALLED_APPS`` adds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Jwt2faConfig(AppConfig):
    """Adds checks, management commands and translations; there are no models."""

    name = "drf_jwt_2fa"
    verbose_name = _("Two-factor authentication")

    def ready(self) -> None:
        """Register the checks."""
        from . import checks  # noqa: PLC0415  # They look at other apps.

        checks.register()
