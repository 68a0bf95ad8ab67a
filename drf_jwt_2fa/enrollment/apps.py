"""The app: what putting `drf_jwt_2fa.enrollment` into ``INSTALLED_APPS`` adds."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    """Add tables, checks, management commands and a page in the admin."""

    name = "drf_jwt_2fa.enrollment"
    label = "drf_jwt_2fa_enrollment"
    verbose_name = _("Two-factor authentication")
    default_auto_field = "django.db.models.BigAutoField"

    @property
    def store(self) -> Any:
        """The tables, for the core, which does not import this app."""
        from . import store  # noqa: PLC0415  # It imports models.

        return store

    def ready(self) -> None:
        """Register the checks, and the schema with drf-spectacular if it is there."""
        from . import checks  # noqa: PLC0415  # They look at other apps.

        checks.register()
        if apps.is_installed("drf_spectacular"):
            from . import schema  # noqa: F401, PLC0415  # It imports that package.
