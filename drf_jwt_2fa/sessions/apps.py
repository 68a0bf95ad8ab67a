"""The app: what putting `drf_jwt_2fa.sessions` into ``INSTALLED_APPS`` adds."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """Add tables, checks, management commands and a page in the admin."""

    name = "drf_jwt_2fa.sessions"
    label = "drf_jwt_2fa_sessions"
    verbose_name = _("Sessions of two-factor authentication")
    default_auto_field = "django.db.models.BigAutoField"

    @property
    def hooks(self) -> Any:
        """The functions that the core calls, which does not import this app."""
        from . import hooks  # noqa: PLC0415  # It imports models.

        return hooks

    @property
    def devices(self) -> Any:
        """The trusted devices, for the core, too."""
        from . import devices  # noqa: PLC0415  # It imports models.

        return devices

    def ready(self) -> None:
        """Register the checks, and the schema with drf-spectacular if it is there."""
        from . import checks  # noqa: PLC0415  # They look at other apps.

        checks.register()
        if apps.is_installed("drf_spectacular"):
            from . import schema  # noqa: F401, PLC0415  # It imports that package.
