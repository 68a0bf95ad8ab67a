"""What an attack on the admin's login found, and what became of it."""

import json
import logging
import sys
from contextlib import suppress
from inspect import iscoroutinefunction

import django
import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import SESSION_KEY, authenticate, get_user_model
from django.contrib.auth.admin import UserAdmin
from django.core import signing
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import path
from django.views.debug import ExceptionReporter
from testproject.admin_login import (
    INDEX,
    LOGIN,
    MIDDLEWARE,
    STATE,
    Staff,
    make_site,
    make_urls,
    read_hidden,
    read_text,
)
from testproject.enrolling import App, get_claims
from testproject.methods import PASSKEY_SETTINGS

from drf_jwt_2fa.checks.admin_sites import check_admin
from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.admin_site import (
    RecentSecondFactorMixin,
    TwoFactorAdminSite,
    cookies,
    second_factor_required,
)
from drf_jwt_2fa.enrollment.store import begin_epoch, read_factors
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.keys import derive_keys
from drf_jwt_2fa.token_manager import CodeTokenManager

USERS = "/admin/auth/user/"
NEW = "battery staple 9"


def read_state(staff):
    """Return the kind and the token in the cookie: it is signed, but not encrypted.

    With the key for convenience; anybody can decode what is before the colons.
    """
    value = staff.client.cookies[STATE].value
    kind, token, *_ = signing.loads(
        value, key=derive_keys("admin")[0], salt=cookies._SALT
    )
    return kind, token


def confirm(staff):
    """Begin to prove the second factor in a session; return the page that asks."""
    page = staff.client.get(INDEX, follow=True)
    return staff.client.get(staff.send(page, confirm="1")["Location"])


# High: pages that the mixin does not cover.


class Careful(RecentSecondFactorMixin, UserAdmin):
    """The example of the documentation."""


def register(settings, site, model_admin):
    """Put this page of users in place of Django's."""
    site.unregister(get_user_model())
    site.register(get_user_model(), model_admin)
    settings.ROOT_URLCONF = make_urls(site)


@pytest.fixture
def careful(settings, site):
    register(settings, site, Careful)


def change_password(staff, user):
    url = f"{USERS}{user.pk}/password/"
    staff.post(url, password1=NEW, password2=NEW, usable_password="true")
    user.refresh_from_db()
    return user.check_password(NEW)


@pytest.mark.usefixtures("careful")
def test_passwords_of_others_take_a_recent_second_factor(with_app, django_user_model):
    bob = django_user_model.objects.create_user("bob", password="x", is_superuser=True)
    with_app.log_in()
    with_app.clock.shift(3600)
    asked = with_app.get(f"{USERS}{bob.pk}/change/")
    assert asked["Location"].startswith(LOGIN)

    assert not change_password(with_app, bob)


def test_one_s_own_password_always_takes_a_recent_second_factor(with_app, user):
    """As `cover-the-admin.md` and the threat model say; nor is the old one asked."""
    with_app.log_in()
    with_app.clock.shift(3600)
    asked = with_app.get("/admin/password_change/")
    assert asked["Location"].startswith(LOGIN)

    assert not change_password(with_app, user)


# High: what a session begins in the admin is a login at the API, without a password.


def test_a_step_up_of_a_session_is_worth_nothing_at_the_api(elsewhere, api):
    confirm(elsewhere)
    _kind, code_token = read_state(elsewhere)

    response = api.auth(code_token, api.last_mailed_code)

    # They even show a password ("pwd"), which nobody has given.
    assert "access" not in response.json(), get_claims(response.json()["access"])["amr"]


def test_nor_is_the_one_that_a_new_code_comes_with(elsewhere, api):
    page = confirm(elsewhere)
    elsewhere.clock.shift(120)
    elsewhere.send(page, method="code-sender")
    _kind, code_token = read_state(elsewhere)

    assert "access" not in api.auth(code_token, api.last_mailed_code).json()
    # And it cannot be exchanged for one that is.
    assert api.post("/challenge/", {"code_token": code_token}).status_code == 401


def test_a_step_up_of_a_session_ends_with_it(elsewhere, api):
    confirm(elsewhere)
    _kind, code_token = read_state(elsewhere)
    elsewhere.client.logout()

    assert "access" not in api.auth(code_token, api.last_mailed_code).json()


def test_nor_is_an_enrolment_of_a_session(elsewhere, api, configure):
    configure(TRUSTED_2FA_METHODS=["totp"])
    elsewhere.answer(confirm(elsewhere))
    kind, token = read_state(elsewhere)
    assert kind == "enrollment"

    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    response = api.post("/totp/setup/")
    if response.status_code == 200:
        response = api.post("/totp/confirm/", {"code": App(response.json()).code()})

    assert "access" not in response.json(), get_claims(response.json()["access"])["amr"]


# Medium: limits that do not hold.


class EmailForm(AdminAuthenticationForm):
    """A form whose first field has another name."""

    email = forms.EmailField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["username"]

    def clean(self):
        user = get_user_model().objects.get(email=self.cleaned_data["email"])
        given = {"username": user.username, "password": self.cleaned_data["password"]}
        self.user_cache = authenticate(self.request, **given)
        if self.user_cache is None:
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


@pytest.mark.usefixtures("user")
def test_forms_with_other_fields_are_limited_by_address(staff, site, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/h")
    site.login_form = EmailForm

    for _ in range(3):
        page = staff.post(email="ann@example.com", password="wrong")

    assert page.status_code == 429


class LongForm(AdminAuthenticationForm):
    """A form with more fields than guesses need."""

    remember = forms.BooleanField(required=False)
    captcha = forms.CharField()


@pytest.mark.usefixtures("user")
def test_fields_that_are_left_out_do_not_lift_the_limit(staff, site, configure, caplog):
    """Django looks at the password all the same, and shows whether it is right."""
    caplog.set_level(logging.INFO, "drf_jwt_2fa")
    configure(CODE_TOKEN_THROTTLE_RATE="2/h")
    site.login_form = LongForm

    for _ in range(2):
        page = staff.give_password(password="wrong")
        assert "enter the correct" in read_text(page)
    assert staff.give_password(password="wrong").status_code == 429
    assert caplog.text.count("wrong_password") == 2


@pytest.mark.usefixtures("user")
def test_forms_without_a_field_for_passwords_are_limited_too(staff, site, configure):
    class Plain(AdminAuthenticationForm):
        password = forms.CharField()

    configure(CODE_TOKEN_THROTTLE_RATE="1/h")
    site.login_form = Plain

    staff.give_password(password="wrong")
    assert staff.give_password(password="wrong").status_code == 429


class OwnManager(CodeTokenManager):
    """It marks its code tokens."""

    def encode_token(self, payload):
        return super().encode_token(payload) + "~own"

    def decode_token(self, token):
        return super().decode_token(str(token).removesuffix("~own"))


@pytest.mark.usefixtures("user")
def test_answers_have_to_wait_with_a_manager_of_one_s_own(staff, site):
    site.token_manager_class = OwnManager
    page = staff.begin()
    staff.answer(page, "0000000")

    assert staff.answer(page, "0000001").status_code == 429


# Medium: sites with rules of their own.


class Portal(TwoFactorAdminSite):
    """As Django's documentation says how to let others in than staff."""

    def has_permission(self, request):
        return request.user.is_active


def test_a_site_with_its_own_has_permission_is_not_open_in_silence(
    user, clock, settings
):
    settings.ROOT_URLCONF = make_urls(make_site(Portal))
    staff = Staff(Client(), clock)
    staff.client.force_login(user)

    assert not staff.is_in or check_admin()


def test_a_plain_site_for_others_than_staff_is_reported(settings):
    class Plain(AdminSite):
        has_permission = Portal.has_permission

    settings.ROOT_URLCONF = make_urls(make_site(Plain))

    assert [one.id for one in check_admin()] == ["drf_jwt_2fa.W060"]


# Medium: what does not end.


def test_logging_out_ends_a_session_that_was_reset(with_app, user):
    with_app.log_in()
    changes.reset(user)

    with_app.post("/admin/logout/")

    assert SESSION_KEY not in with_app.session


def test_logging_out_ends_a_session_made_elsewhere(elsewhere):
    elsewhere.post("/admin/logout/")

    assert SESSION_KEY not in elsewhere.session


def test_a_reset_ends_sessions_under_the_default_methods(staff, user, configure):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)
    staff.log_in()
    assert staff.is_in

    changes.reset(user)

    assert not staff.is_in


def test_a_policy_that_accepts_the_method_no_more_ends_the_session(with_app, configure):
    """For users with an app, the API takes no code by mail any more."""
    configure(OFFER_FALLBACK_2FA_METHOD=True)
    page = with_app.begin()
    page = with_app.client.get(with_app.send(page, method="code-sender")["Location"])
    app, with_app.app = with_app.app, None
    with_app.answer(page)
    with_app.app = app
    assert with_app.is_in
    configure(OFFER_FALLBACK_2FA_METHOD=False)

    assert not with_app.is_in


# Medium: middleware that says who the user is.


def as_bob(get_response):
    """Act as another user, as packages do that leave the session as it is."""

    def middleware(request):
        request.user = get_user_model().objects.get(username="bob")
        return get_response(request)

    return middleware


@pytest.fixture
def bob(django_user_model):
    return django_user_model.objects.create_user(
        "bob", "bob@example.com", is_staff=True, is_superuser=True
    )


def test_a_session_shows_nothing_of_another_user_of_the_same_epoch(
    staff, user, bob, settings
):
    # Both were begun in the same second: by a program, or in a busy one.
    begin_epoch(bob, read_factors(bob))
    staff.log_in()
    assert read_factors(bob).epoch == read_factors(user).epoch
    settings.MIDDLEWARE = [*MIDDLEWARE, f"{__name__}.as_bob"]
    staff.client.handler.load_middleware()

    assert not staff.is_in


def test_nor_of_any_other_user_under_the_default_methods(
    staff, user, bob, settings, configure
):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)
    staff.log_in()
    settings.MIDDLEWARE = [*MIDDLEWARE, f"{__name__}.as_bob"]
    staff.client.handler.load_middleware()

    assert not staff.is_in


def test_a_user_without_a_session_is_no_error(staff, bob, settings):
    settings.MIDDLEWARE = [*MIDDLEWARE, f"{__name__}.as_bob"]
    page = confirm(staff)
    staff.client.raise_request_exception = False

    assert staff.answer(page).status_code < 500


# Medium and low: errors of the server, and what they show.


@pytest.mark.parametrize("credential", [{}, {"id": "x", "response": 1}])
def test_a_malformed_answer_of_a_passkey_is_no_error(
    staff, user, configure, credential
):
    configure(**PASSKEY_SETTINGS)
    create_passkey(user)
    page = staff.begin()
    staff.client.raise_request_exception = False

    answered = staff.send(page, credential=json.dumps(credential))

    assert answered.status_code in (200, 400)


def post_in_a_charset_with_surrogates(staff, page, **fields):
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in {**read_hidden(page), **fields}.items()
    ]
    body = "\r\n".join([*lines, f"--{BOUNDARY}--\r\n"])
    kind = f"{MULTIPART_CONTENT}; charset=unicode_escape"
    return staff.client.generic("POST", LOGIN, body, content_type=kind)


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "x", "password": "y"},
        {"username": "ann", "password": "correct horse"},
        {"start_over": "1"},
    ],
)
@pytest.mark.usefixtures("user")
def test_a_next_page_that_cannot_be_encoded_is_no_error(staff, fields):
    page = staff.get()
    staff.client.raise_request_exception = False

    answered = post_in_a_charset_with_surrogates(staff, page, next=r"/\ud800", **fields)

    assert answered.status_code < 500


@pytest.mark.usefixtures("user")
def test_reports_of_errors_show_no_token_in_the_cookie(
    staff, site, configure, monkeypatch
):
    """An enrolment token lets whoever reads the report enrol an app of their own."""
    configure(TRUSTED_2FA_METHODS=["totp"])
    staff.answer(staff.begin())
    state = staff.client.cookies[STATE].value
    reports = []

    def report(sender, request, **kwargs):
        reporter = ExceptionReporter(request, *sys.exc_info(), is_email=True)
        reports.append(reporter.get_traceback_text())

    monkeypatch.setattr(site, "show_login", lambda request, context: 1 / 0)
    staff.client.raise_request_exception = False
    got_request_exception.connect(report)
    # Django 2.2 raises it for tests.
    with suppress(ZeroDivisionError):
        staff.get()
    got_request_exception.disconnect(report)

    [text] = reports
    assert "ZeroDivisionError" in text
    assert state not in text


# Medium: near misses of passwords and recovery codes in the tables of django-axes.


def read_attempts():
    """Return what django-axes keeps of forms: all but the field "password"."""
    models = pytest.importorskip("axes.models")
    return "".join(models.AccessAttempt.objects.values_list("post_data", flat=True))


def test_a_mistyped_password_is_not_kept_by_axes(elsewhere, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")
    page = confirm(elsewhere)
    assert 'type="password"' in page.content.decode()

    elsewhere.answer(page, "correct horsf")

    assert "correct horsf" not in read_attempts()


def test_nor_is_a_mistyped_recovery_code(with_app):
    page = with_app.begin()
    page = with_app.client.get(with_app.send(page, method="recovery-code")["Location"])
    mistyped = with_app.recovery_codes[0][:-1]

    with_app.answer(page, mistyped)

    assert mistyped not in read_attempts()


# Low.


def allow_nobody(user):
    return False


@pytest.mark.usefixtures("user")
def test_a_right_password_is_not_told_where_the_api_does_not(staff, api, settings):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": f"{__name__}.allow_nobody"}
    assert api.get_code().json() == api.get_code(password="wrong").json()

    right, wrong = staff.give_password(), staff.give_password(password="wrong")

    assert read_text(right) == read_text(wrong)


@pytest.mark.parametrize("base", [admin.TabularInline, admin.StackedInline])
def test_a_mixin_of_inlines_would_protect_nothing(base):
    with pytest.raises(TypeError, match="Rows has no pages"):
        type("Rows", (RecentSecondFactorMixin, base), {})


def test_a_right_password_of_others_than_staff_is_logged(staff, user, caplog):
    """Each refusal is logged once, with its reason."""
    caplog.set_level(logging.INFO, "drf_jwt_2fa")
    user.is_staff = False
    user.save()

    staff.give_password()

    reasons = [one.reason for one in caplog.records if hasattr(one, "reason")]
    assert reasons == ["user_not_allowed"]


def test_users_whom_simple_jwt_s_rule_refuses_do_not_stay(staff, user, settings):
    staff.log_in()
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": f"{__name__}.allow_nobody"}

    assert not staff.is_in


def test_the_login_of_another_user_can_be_completed(staff, user, bob):
    """A code is sent, and then the cookie with its code token is deleted."""
    bob.set_password("hunter2 hunter2")
    bob.save()
    staff.log_in()
    response = staff.give_password(username="bob", password="hunter2 hunter2")
    assert response.cookies[STATE].value

    page = staff.client.get(response["Location"])

    assert page.status_code == 200


@pytest.mark.skipif(django.VERSION < (5, 0), reason="login_required takes none either")
def test_a_view_that_is_a_coroutine_can_be_protected(staff, user, site, settings):
    @second_factor_required
    async def view(request):
        return HttpResponse("shown")

    settings.ROOT_URLCONF = make_urls(site, path("coroutine/", view))
    staff.log_in()

    assert iscoroutinefunction(view)
    assert staff.get("/coroutine/").content == b"shown"
