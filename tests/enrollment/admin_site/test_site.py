"""The site, and the mixin for sites of projects."""

import django
import pytest
from django.contrib.admin import AdminSite
from django.db import connections
from django.test import Client
from testproject.admin_login import (
    INDEX,
    MIDDLEWARE,
    STATE,
    Staff,
    make_site,
    make_urls,
    read_text,
)

from drf_jwt_2fa.enrollment.admin_site import TwoFactorAdminMixin, TwoFactorAdminSite
from drf_jwt_2fa.enrollment.admin_site.site import TwoFactorAdminMixin as Mixin


class ThemedSite(AdminSite):
    """A site of a theme, whose login has more in its context."""

    site_header = "The theme"

    def login(self, request, extra_context=None):
        more = {**(extra_context or {}), "site_title": "Themed"}
        return super().login(request, more)


class OurThemedSite(TwoFactorAdminMixin, ThemedSite):
    second_factor_template = "own/second_factor.html"


@pytest.fixture
def themed(settings):
    settings.ROOT_URLCONF = make_urls(make_site(OurThemedSite))


def test_it_can_be_told_from_others():
    assert TwoFactorAdminSite().requires_second_factor
    assert not hasattr(AdminSite(), "requires_second_factor")
    assert Mixin is TwoFactorAdminMixin


def test_a_theme_s_login_makes_all_pages(staff, themed, settings):
    loader = "django.template.loaders.locmem.Loader"
    own = "{% extends 'drf_jwt_2fa_enrollment/admin_site/second_factor.html' %}"
    own += "{% block step %}OWN {{ block.super }}{% endblock %}"
    [engine] = settings.TEMPLATES
    loaders = [
        (loader, {"own/second_factor.html": own}),
        "django.template.loaders.app_directories.Loader",
    ]
    options = {**engine["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [
        {"BACKEND": engine["BACKEND"], "OPTIONS": options, "APP_DIRS": False}
    ]

    pages = [staff.get(), staff.begin()]

    for page in pages:
        assert "Themed" in read_text(page)
        assert "The theme" in read_text(page)
    assert "OWN" in read_text(pages[1])
    assert staff.answer(pages[1])["Location"] == INDEX


def test_it_is_no_transaction_that_errors_roll_back():
    for alias in connections:
        assert alias in TwoFactorAdminSite().login._non_atomic_requests


def test_nobody_has_to_be_signed_in_for_it():
    assert TwoFactorAdminSite().login.login_required is False


def test_views_of_the_site_are_still_themselves():
    site = TwoFactorAdminSite()

    def view(request):
        """Show something."""

    view.csrf_exempt = True
    wrapped = site.admin_view(view)

    assert wrapped.__doc__ == "Show something."
    assert wrapped.csrf_exempt


def test_forms_take_the_token_without_the_middleware_too(user, clock, settings):
    settings.MIDDLEWARE = [one for one in MIDDLEWARE if "Csrf" not in one]
    staff = Staff(Client(enforce_csrf_checks=True), clock)

    assert staff.give_password().status_code == 403


def test_leaving_ends_a_login_under_way(staff):
    staff.log_in()
    staff.client.cookies[STATE] = "x"

    response = staff.post("/admin/logout/")

    assert not response.cookies[STATE].value
    assert django.VERSION
