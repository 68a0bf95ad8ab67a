"""The second factor is asked for again, in the admin and in plain views."""

from datetime import timedelta

import django
import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views import View
from testproject.admin_login import (
    INDEX,
    LOGIN,
    MIDDLEWARE,
    Staff,
    make_urls,
    read_text,
)
from testproject.enrolling import enroll

from drf_jwt_2fa.enrollment.admin_site import (
    SecondFactorRequiredMixin,
    second_factor_required,
)

USERS = "/admin/auth/user/"
SUDO = "/admin/drf_jwt_2fa_enrollment/enrolledmethod/"
PASSWORD = "/admin/password_change/"


def show(request):
    return HttpResponse("shown")


class Sudo(SecondFactorRequiredMixin, View):
    second_factor_max_age = timedelta(minutes=1)

    def get(self, request):
        return show(request)


@pytest.fixture(autouse=True)
def _views(settings, site):
    recent = second_factor_required(max_age=timedelta(minutes=1))
    settings.ROOT_URLCONF = make_urls(
        site,
        path("plain/", second_factor_required(show)),
        path("recent/", recent(show)),
        path("app/", second_factor_required(by="totp")(show)),
        path("elsewhere/", second_factor_required(show, login_url="/own-login/")),
        path("sudo/", Sudo.as_view()),
    )


def go_through(staff, response):
    """Go where the response leads, and prove what is asked for there."""
    page = staff.client.get(response["Location"])
    assert "Confirm that it is you" in read_text(page)
    response = staff.send(page, confirm="1")
    page = staff.client.get(response["Location"])
    return staff.answer(page)


def test_changes_take_a_recent_one_if_the_setting_says_so(with_app, configure):
    configure(ADMIN_STEP_UP_MAX_AGE=timedelta(minutes=10))
    with_app.log_in()
    assert with_app.post(f"{USERS}add/").status_code == 200
    with_app.clock.shift(601)

    assert with_app.get(f"{USERS}add/").status_code == 200
    response = with_app.post(f"{USERS}add/")

    assert response["Location"].startswith(f"{LOGIN}?next=")
    before = with_app.session.session_key
    response = go_through(with_app, response)
    assert response["Location"] == f"{USERS}add/"
    assert with_app.session.session_key != before
    assert with_app.session["2fa.amr"] == ["pwd", "otp", "mfa"]
    assert with_app.post(f"{USERS}add/").status_code == 200


def test_leaving_is_always_possible(with_app, configure):
    configure(ADMIN_STEP_UP_MAX_AGE=timedelta(minutes=10))
    with_app.log_in()
    with_app.clock.shift(601)

    with_app.post("/admin/logout/")

    assert SESSION_KEY not in with_app.session


def test_by_default_a_session_is_enough_for_changes(with_app):
    with_app.log_in()
    with_app.clock.shift(3600)

    assert with_app.post(f"{USERS}add/").status_code == 200


@pytest.mark.parametrize("page", ["add/", "1/change/", "1/delete/"])
def test_pages_of_the_mixin_take_a_recent_one(with_app, page):
    with_app.log_in()
    with_app.clock.shift(301)

    response = with_app.get(f"{SUDO}{page}")

    assert response["Location"].startswith(LOGIN)
    response = go_through(with_app, response)
    assert response["Location"] == f"{SUDO}{page}"
    assert with_app.get(f"{SUDO}{page}").status_code in (200, 302, 403)
    assert LOGIN not in with_app.get(f"{SUDO}{page}").get("Location", "")


def test_so_do_actions_but_no_list(with_app, user):
    with_app.log_in()
    with_app.clock.shift(301)

    assert with_app.get(SUDO).status_code == 200
    response = with_app.post(SUDO, action="delete_selected", _selected_action="1")

    assert response["Location"].startswith(LOGIN)
    go_through(with_app, response)
    response = with_app.post(SUDO, action="delete_selected", _selected_action="1")
    assert LOGIN not in response.get("Location", "")


def test_a_new_password_takes_a_recent_one_and_keeps_this_session(with_app, user):
    with_app.log_in()
    other = Staff(Client(), with_app.clock)
    other.app = with_app.app
    other.log_in()
    with_app.clock.shift(301)
    response = with_app.get(PASSWORD)
    assert response["Location"].startswith(LOGIN)
    go_through(with_app, response)

    response = with_app.post(
        PASSWORD,
        old_password="correct horse",
        new_password1="battery staple 9",
        new_password2="battery staple 9",
    )

    assert response["Location"].endswith("done/")
    assert with_app.is_in
    assert with_app.get(response["Location"]).status_code == 200
    assert not other.is_in


def test_a_password_that_is_refused_changes_nothing(with_app):
    with_app.log_in()

    page = with_app.post(PASSWORD, old_password="x")

    assert page.status_code == 200
    assert with_app.is_in


def test_users_without_a_second_factor_change_it_with_the_old_one(staff, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")
    staff.give_password()
    staff.clock.shift(3600)

    assert staff.get(PASSWORD).status_code == 200


def test_a_plain_view_takes_what_the_admin_takes(elsewhere):
    response = elsewhere.get("/plain/")

    response = go_through(elsewhere, response)

    assert response["Location"] == "/plain/"
    assert elsewhere.get("/plain/").content == b"shown"
    assert elsewhere.is_in


def test_users_who_are_no_staff_prove_it_on_the_same_page(elsewhere, user):
    user.is_staff = False
    user.save()

    response = go_through(elsewhere, elsewhere.get("/plain/"))

    assert response["Location"] == "/plain/"
    assert elsewhere.get("/plain/").status_code == 200
    assert elsewhere.get(INDEX).status_code == 302
    page = elsewhere.client.get(INDEX, follow=True)
    assert "not authorized" in read_text(page)


def test_users_who_are_not_signed_in_go_to_the_login(staff, settings):
    settings.LOGIN_URL = "/accounts/login/"

    assert staff.get("/plain/")["Location"] == "/accounts/login/?next=/plain/"
    assert staff.get("/elsewhere/")["Location"] == "/own-login/?next=/elsewhere/"


@pytest.mark.parametrize("url", ["/recent/", "/sudo/"])
def test_a_view_may_take_a_recent_one(with_app, url):
    with_app.log_in()
    assert with_app.get(url).status_code == 200
    with_app.clock.shift(61)
    assert with_app.get("/plain/").status_code == 200

    response = go_through(with_app, with_app.get(url))

    assert response["Location"] == url
    assert with_app.get(url).status_code == 200


def test_a_password_is_no_recent_second_factor(staff, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")
    staff.give_password()

    assert staff.get("/plain/").status_code == 200
    # They would be asked for the password for ever.
    assert staff.get("/recent/").status_code == 403


def test_a_view_may_take_one_method(with_app):
    page = with_app.begin()
    page = with_app.client.get(with_app.send(page, method="recovery-code")["Location"])
    with_app.answer(page, with_app.recovery_codes[0])
    assert with_app.is_in

    response = with_app.get("/app/")
    assert "again=totp" in response["Location"]
    response = go_through(with_app, response)

    assert with_app.get("/app/").status_code == 200


def test_users_who_do_not_have_it_are_refused(staff):
    staff.log_in()

    assert staff.get("/app/").status_code == 403


def test_a_session_without_a_password_step_is_asked_for_the_password(
    elsewhere, configure
):
    configure(FALLBACK_2FA_METHOD="no-2fa")

    response = elsewhere.get(INDEX)
    page = elsewhere.client.get(response["Location"])
    page = elsewhere.client.get(elsewhere.send(page, confirm="1")["Location"])

    assert 'type="password"' in page.content.decode()
    assert "The code is not right." in read_text(elsewhere.answer(page, "x"))
    elsewhere.clock.shift(3)
    assert elsewhere.answer(page, "correct horse")["Location"] == INDEX
    assert elsewhere.is_in


def test_step_ups_have_limits_of_their_own(elsewhere, api, configure):
    configure(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="1/d")
    page = elsewhere.client.get(INDEX, follow=True)
    elsewhere.send(page, confirm="1")

    refused = elsewhere.send(page, confirm="1")

    assert refused.status_code == 429
    assert api.get_code().status_code == 200


def test_closed_step_ups_leave_the_password(elsewhere, user):
    enroll(user)
    user.drf_jwt_2fa_account.wrong_step_ups = 20
    user.drf_jwt_2fa_account.save()
    page = elsewhere.client.get(INDEX, follow=True)

    page = elsewhere.send(page, confirm="1")

    assert page.status_code == 403
    assert "Too many wrong codes. Please log in again." in read_text(page)
    assert 'name="password"' in page.content.decode()


def test_another_account_can_be_used(elsewhere, django_user_model):
    bob = django_user_model.objects.create_user(
        "bob", "bob@example.com", "hunter2 hunter2", is_staff=True
    )
    page = elsewhere.client.get(INDEX, follow=True)
    assert 'href="?other=1&amp;next=%2Fadmin%2F"' in page.content.decode()

    page = elsewhere.get(other="1")
    assert 'name="password"' in page.content.decode()
    elsewhere.log_in(username="bob", password="hunter2 hunter2")

    assert elsewhere.is_in
    assert elsewhere.session[SESSION_KEY] == str(bob.pk)


def test_a_verified_user_who_asks_for_the_login_goes_on(with_app):
    with_app.log_in()

    assert with_app.get(next=USERS)["Location"] == USERS
    assert with_app.post(code="x")["Location"] == INDEX
    assert "Confirm that it is you" in read_text(with_app.get(again="1"))


@pytest.mark.skipif(django.VERSION < (5, 1), reason="Django has no such middleware")
def test_the_middleware_that_requires_a_login_lets_the_login_be(staff, settings):
    settings.MIDDLEWARE = [
        *MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    settings.LOGIN_URL = "/accounts/login/"

    assert staff.get(INDEX)["Location"] == f"{LOGIN}?next={INDEX}"
    assert staff.get("/elsewhere/")["Location"] == "/own-login/?next=/elsewhere/"
    assert staff.get("/plain/")["Location"] == "/accounts/login/?next=/plain/"
    assert staff.log_in() == INDEX
    assert staff.is_in
    assert staff.get("/plain/").status_code == 200
