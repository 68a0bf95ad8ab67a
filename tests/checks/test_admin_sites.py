"""The admin asks for the second factor, or a warning says that it does not."""

import functools

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LoginView
from django.urls import path
from django.views import View

from .conftest import Urls


class OwnSite(AdminSite):
    """A project's own, with another look."""

    def login(self, request, extra_context=None):
        """Never called."""


class OtpSite(AdminSite):
    """A site of another package, which asks for a second factor of its own."""

    def has_permission(self, request):
        """Never called."""

    has_permission.__module__ = "django_otp.admin"


class OpenSite(AdminSite):
    """A project's own, for others than staff."""

    def has_permission(self, request):
        """Never called."""


class StrictSite(OpenSite):
    """A project's own, which asks for a second factor in another way."""

    requires_second_factor = True


def make_covered_site():
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.admin_site import (  # noqa: PLC0415
        TwoFactorAdminSite,
    )

    return TwoFactorAdminSite()


def find_admin(find):
    return [one for one in find(deploy=False) if "W06" in one.id]


@pytest.mark.parametrize("site", [AdminSite, OwnSite, OpenSite])
def test_an_admin_with_a_password_only_is_reported_once(project, find, site):
    project.ROOT_URLCONF = Urls(path("staff/", site().urls))

    [found] = find_admin(find)
    assert found.id == "drf_jwt_2fa.W060"
    assert f"{site.__name__} at 'staff/' lets staff log in" in found.msg
    assert "TwoFactorAdminConfig" in found.hint


def test_each_of_several_is_reported(project, find):
    sites = path("a/", AdminSite("a").urls), path("b/", AdminSite("b").urls)
    project.ROOT_URLCONF = Urls(*sites)

    assert [one.msg.split("'")[1] for one in find_admin(find)] == ["a/", "b/"]


def test_one_that_is_covered_is_not(project, find):
    project.ROOT_URLCONF = Urls(path("admin/", make_covered_site().urls))

    assert find_admin(find) == []


def test_nor_is_one_that_another_package_covers(project, find):
    by_login = AdminSite("other")
    by_login.login = lambda request: None
    project.ROOT_URLCONF = Urls(
        path("admin/", OtpSite().urls),
        path("other/", by_login.urls),
        path("strict/", StrictSite("strict").urls),
    )

    assert find_admin(find) == []


def test_a_login_beside_a_covered_admin_is_told_of(project, find):
    project.ROOT_URLCONF = Urls(
        path("admin/", make_covered_site().urls),
        path("accounts/login/", LoginView.as_view()),
    )

    [found] = find_admin(find)
    assert found.id == "drf_jwt_2fa.W061"
    assert "'accounts/login/'" in found.msg
    assert "second_factor_required" in found.hint


def test_without_one_it_is_no_matter_of_the_admin(project, find):
    project.ROOT_URLCONF = Urls(path("accounts/login/", LoginView.as_view()))

    assert find_admin(find) == []


def make_protected_views():
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.admin_site import (  # noqa: PLC0415
        SecondFactorRequiredMixin,
        second_factor_required,
    )

    def view(request):
        """Never called."""

    by_class = type("Own", (SecondFactorRequiredMixin, View), {})
    return (
        second_factor_required(view),
        functools.partial(second_factor_required(view)),
        by_class.as_view(),
    )


@pytest.mark.parametrize("site", [None, AdminSite, OtpSite])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_view_needs_an_admin_that_asks(project, find, site, number):
    more = [] if site is None else [path("admin/", site().urls)]
    view = make_protected_views()[number]
    project.ROOT_URLCONF = Urls(path("report/", view), *more)

    [found] = [one for one in find(deploy=False) if "E06" in one.id]
    assert found.id == "drf_jwt_2fa.E061"
    assert "'report/'" in found.msg


def test_with_one_it_is_fine(project, find):
    views = [path(f"{n}/", view) for n, view in enumerate(make_protected_views())]
    project.ROOT_URLCONF = Urls(path("admin/", make_covered_site().urls), *views)

    assert [one for one in find(deploy=False) if "06" in one.id] == []


def test_views_that_look_like_those_of_a_site_cover_nothing(project, find):
    def view(request):
        """Never called."""

    view.admin_site = object()
    project.INSTALLED_APPS = [
        one for one in project.INSTALLED_APPS if "admin" not in one
    ]
    project.ROOT_URLCONF = Urls(path("x/", view))

    [found] = find_admin(find)
    assert found.id == "drf_jwt_2fa.W060"
