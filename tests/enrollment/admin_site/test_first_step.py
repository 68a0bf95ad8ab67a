"""The first step, apart from what the stories tell of it."""

import logging

import pytest
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.backends import ModelBackend
from testproject.admin_login import INDEX, make_site, make_urls, read_text

from drf_jwt_2fa.enrollment.admin_site import TwoFactorAdminSite


class Stumbling(ModelBackend):
    def authenticate(self, request, username, password):
        raise ValueError(f"No such password: {password}")


class Lagging(ModelBackend):
    """Finds the user in a replica, which knows an old password."""

    def authenticate(self, request, username, password):
        user = get_user_model().objects.get()
        user.set_password(password)
        user._state.db = "replica"
        return user


class Second(ModelBackend):
    """One of several back ends, of which sessions remember one."""


class OwnForm(AdminAuthenticationForm):
    """Lets users in who are no staff."""

    def confirm_login_allowed(self, user):
        """Let everybody in."""


class WithCaptcha(AdminAuthenticationForm):
    captcha = forms.CharField(required=False)

    def clean_captcha(self):
        if self.cleaned_data["captcha"] != "yes":
            raise forms.ValidationError("You are a machine.")


def test_an_error_of_a_back_end_is_a_wrong_password(staff, settings, caplog):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Stumbling"]

    page = staff.give_password(password="s3cret")

    assert "Incorrect authentication credentials." in read_text(page)
    assert "Credentials could not be checked" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_password_of_any_length_is_not_hashed(staff, monkeypatch):
    monkeypatch.setattr(ModelBackend, "authenticate", None)

    page = staff.give_password(password="x" * 4097)

    assert "Incorrect authentication credentials." in read_text(page)


def test_the_primary_database_decides(staff, settings):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Lagging"]

    page = staff.give_password(password="an old one")

    assert "enter the correct username and password" in read_text(page)
    assert read_text(page) == read_text(staff.give_password(password="a wrong one"))


def test_sessions_remember_the_back_end_that_took_the_password(staff, settings):
    settings.AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.RemoteUserBackend",
        f"{__name__}.Second",
    ]

    staff.log_in()

    assert staff.session["_auth_user_backend"] == f"{__name__}.Second"
    assert staff.is_in


@pytest.mark.parametrize("rule", [True, False])
def test_the_rules_of_simple_jwt_hold(staff, settings, rule):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: rule}

    assert (staff.give_password().status_code == 302) is rule


def test_simple_jwt_s_hook_is_told_of_wrong_passwords(staff, settings):
    told = []
    hook = {"ON_LOGIN_FAILED": lambda credentials, request: told.append(credentials)}
    settings.SIMPLE_JWT = hook

    staff.give_password(password="x")
    staff.give_password(password="")

    assert told == [{"username": "ann"}]


def test_who_may_not_enter_is_no_wrong_password(staff, user, caplog):
    caplog.set_level(logging.INFO, "drf_jwt_2fa")
    user.is_staff = False
    user.save()

    staff.give_password()

    assert "wrong_password" not in caplog.text
    assert f"user_not_allowed (user {user.pk})" in caplog.text


def test_nor_is_what_else_a_form_refuses(staff, settings, caplog):
    class Site(TwoFactorAdminSite):
        login_form = WithCaptcha

    settings.ROOT_URLCONF = make_urls(make_site(Site))
    caplog.set_level(logging.INFO, "drf_jwt_2fa")

    assert staff.give_password(captcha="no").status_code == 200
    assert not caplog.records
    assert staff.give_password(captcha="yes").status_code == 302


def test_the_site_s_own_form_says_who_may_enter(staff, user, settings):
    class Site(TwoFactorAdminSite):
        login_form = OwnForm

        def may_enter(self, request):
            return request.user.is_active

    settings.ROOT_URLCONF = make_urls(make_site(Site))
    user.is_staff = False
    user.save()

    assert staff.log_in() == INDEX
    assert staff.is_in
    assert SESSION_KEY in staff.session
