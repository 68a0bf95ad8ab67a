"""Plain views that take what the API takes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views import View

from drf_jwt_2fa.enrollment.admin_site.protecting import (
    SecondFactorRequiredMixin,
    ask,
    second_factor_required,
)


def show(request, number):
    """Show a number."""
    return HttpResponse(str(number))


class Show(SecondFactorRequiredMixin, View):
    second_factor_methods = ("totp",)

    def get(self, request, number):
        return show(request, number)


@pytest.fixture
def request_(with_app):
    with_app.log_in()
    return with_app.get("/admin/").wsgi_request


def test_a_view_gets_its_arguments(request_):
    for view in (
        second_factor_required(show),
        second_factor_required()(show),
        second_factor_required(by="totp")(show),
        second_factor_required(by=["totp", "passkey"])(show),
        second_factor_required(max_age=timedelta(minutes=1))(show),
        Show.as_view(),
    ):
        assert view(request_, number=7).content == b"7"


def test_it_is_still_that_view():
    view = second_factor_required(show, login_url="/own/")

    assert (view.__name__, view.__doc__) == ("show", "Show a number.")
    # For Django's `LoginRequiredMiddleware`.
    assert view.login_url == "/own/"
    assert not hasattr(second_factor_required(show), "login_url")


def test_the_method_that_is_wanted_is_asked_for(request_):
    assert "again=recovery-code" in ask(request_, by=["recovery-code"])["Location"]
    assert ask(request_, by=["totp"]) is None


def test_what_the_user_does_not_have_is_refused(request_):
    with pytest.raises(PermissionDenied):
        ask(request_, by=["passkey"])


def test_without_any_method_that_can_be_used_the_login_says_so(request_, user):
    user.drf_jwt_2fa_methods.update(disabled_at="2030-01-01T00:00:00Z")
    request_.session["2fa.acr"] = None

    assert "again=1" in ask(request_)["Location"]
