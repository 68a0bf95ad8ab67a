"""The public names, of which the first is needed before there are models."""

import pytest

from drf_jwt_2fa.enrollment import admin_site
from drf_jwt_2fa.enrollment.admin_site import config, site


def test_every_public_name_is_there():
    for name in admin_site.__all__:
        assert getattr(admin_site, name).__name__ == name


def test_the_configuration_is_there_without_models():
    assert vars(admin_site)["TwoFactorAdminConfig"] is config.TwoFactorAdminConfig
    assert "TwoFactorAdminSite" not in vars(admin_site)
    assert admin_site.TwoFactorAdminSite is site.TwoFactorAdminSite


def test_other_names_are_not():
    with pytest.raises(AttributeError, match="has no attribute 'TwoFactor'"):
        admin_site.TwoFactor  # noqa: B018
