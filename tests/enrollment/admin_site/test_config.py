"""The line in ``INSTALLED_APPS`` that covers the admin."""

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.utils.module_loading import import_string

from drf_jwt_2fa.enrollment.admin_site import TwoFactorAdminSite
from drf_jwt_2fa.enrollment.admin_site.config import (
    SimpleTwoFactorAdminConfig,
    TwoFactorAdminConfig,
)


@pytest.mark.parametrize("config", [SimpleTwoFactorAdminConfig, TwoFactorAdminConfig])
def test_its_site_asks_for_the_second_factor(config):
    made = config("django.contrib.admin", admin)

    assert import_string(made.default_site) is TwoFactorAdminSite
    assert made.label == "admin"
    made.ready()


def test_it_says_that_the_tables_are_missing(settings):
    apps = [one for one in settings.INSTALLED_APPS if "jwt_2fa" not in one]

    with (
        override_settings(INSTALLED_APPS=apps),
        pytest.raises(ImproperlyConfigured, match=r"drf_jwt_2fa\.enrollment"),
    ):
        TwoFactorAdminConfig("django.contrib.admin", admin).ready()
