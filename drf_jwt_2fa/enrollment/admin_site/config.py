"""The app configurations that replace ``django.contrib.admin``."""

from __future__ import annotations

from django.apps import apps
from django.contrib.admin.apps import AdminConfig, SimpleAdminConfig
from django.core.exceptions import ImproperlyConfigured

_SITE = "drf_jwt_2fa.enrollment.admin_site.TwoFactorAdminSite"


class _NeedsEnrollment:
    """A configuration that says what is missing, before its site cannot be imported."""

    def ready(self) -> None:
        """Raise `ImproperlyConfigured` where there are no tables of second factors."""
        if not apps.is_installed("drf_jwt_2fa.enrollment"):
            message = f"{type(self).__name__} needs 'drf_jwt_2fa.enrollment', too."
            raise ImproperlyConfigured(f"{message} Add it to INSTALLED_APPS.")
        super().ready()  # type: ignore[misc]  # It is mixed into a configuration.


class TwoFactorAdminConfig(_NeedsEnrollment, AdminConfig):
    """Django's admin with a site that asks for the second factor."""

    default_site = _SITE


class SimpleTwoFactorAdminConfig(_NeedsEnrollment, SimpleAdminConfig):
    """The same without looking for ``admin.py`` in all apps."""

    default_site = _SITE
