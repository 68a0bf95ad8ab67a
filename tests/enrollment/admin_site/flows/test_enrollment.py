"""Staff who must enrol a method do so in the admin, and are in."""

import json
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from testproject.admin_login import (
    INDEX,
    LOGIN,
    STATE,
    Staff,
    read_options,
    read_text,
)
from testproject.enrolling import App, enroll, get_enrolled
from testproject.methods import PASSKEY_SETTINGS

from drf_jwt_2fa.enrollment.testing import SoftwarePasskey

USERS = "/admin/auth/user/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _app_is_required(configure):
    configure(TRUSTED_2FA_METHODS=["totp", "passkey", "recovery-code"])


@pytest.fixture
def with_passkeys(configure):
    configure(**PASSKEY_SETTINGS)


def begin(staff, **more):
    """Give the password and the code; return the page that lets one choose."""
    response = staff.answer(staff.begin(**more))
    return staff.client.get(response["Location"])


def read_app(page):
    [secret] = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page.content.decode())
    return App({"secret": secret.replace(" ", "")})


def read_codes(page):
    return re.findall(r"<li><code>([^<]+)</code></li>", page.content.decode())


def test_an_app_is_set_up_and_completes_the_login(staff, user):
    page = begin(staff, next=USERS)
    assert SESSION_KEY not in staff.session

    page = staff.send(page, set_up="totp")
    assert "<svg" in page.content.decode()
    assert "data:" not in page.content.decode()
    app = read_app(page)
    page = staff.send(page, code=app.code())

    codes = read_codes(page)
    assert len(codes) == 10
    assert f'href="{USERS}"' in page.content.decode()
    assert staff.is_in
    assert get_enrolled(user) == ["totp", "recovery-code"]
    assert not staff.client.cookies[STATE].value
    assert staff.session["2fa.acr"] == "totp"
    assert staff.session["2fa.epoch"] == user.drf_jwt_2fa_account.epoch
    assert mail.outbox[-1].subject
    staff.app = app
    staff.post("/admin/logout/")
    assert staff.log_in() == INDEX
    staff.post("/admin/logout/")
    page = staff.begin()
    page = staff.client.get(staff.send(page, method="recovery-code")["Location"])
    assert staff.answer(page, codes[0])["Location"] == INDEX


def test_a_wrong_code_enrols_nothing_and_can_be_corrected(staff, user):
    page = staff.send(begin(staff), set_up="totp")
    app = read_app(page)

    page = staff.send(page, code=app.wrong_code())

    assert "The code is not right." in read_text(page)
    assert not staff.is_in
    assert get_enrolled(user) == []
    staff.clock.shift(3)
    page = staff.send(page, code=app.code())
    assert read_codes(page)
    assert staff.is_in


def test_an_empty_code_is_told_beside_the_field(staff):
    page = staff.send(begin(staff), set_up="totp")

    page = staff.send(page, code="")

    assert "This field is required." in read_text(page)
    assert "Then enter the code that the app shows." in read_text(page)


def test_answers_have_to_wait(staff):
    page = staff.send(begin(staff), set_up="totp")
    app = read_app(page)
    wrong = staff.send(page, code=app.wrong_code())

    refused = staff.send(wrong, code=app.code())

    assert refused.status_code == 429


def test_what_was_not_begun_cannot_be_confirmed(staff):
    page = begin(staff)

    page = staff.send(page, confirm_method="totp", code="123456")

    assert "There is nothing to confirm. Please begin again." in read_text(page)


@pytest.mark.parametrize("name", ["code-sender", "recovery-code", "x"])
def test_no_other_method_can_be_set_up(staff, name):
    page = begin(staff)

    assert staff.send(page, set_up=name).status_code == 404
    assert staff.send(page, confirm_method=name, code="1").status_code == 404


def test_nor_can_one_that_would_complete_no_login(staff, configure):
    configure(**PASSKEY_SETTINGS, TRUSTED_2FA_METHODS=["totp"])
    page = begin(staff)

    assert "Set up a passkey" not in read_text(page)
    assert staff.send(page, set_up="passkey").status_code == 404


def test_looking_at_the_page_again_changes_nothing(staff):
    page = begin(staff)

    again = staff.get()
    posted = staff.send(page)

    assert "Set up an authenticator app" in read_text(again)
    assert "Set up an authenticator app" in read_text(posted)


def test_a_passkey_is_set_up_and_completes_the_login(staff, user, with_passkeys):
    page = begin(staff, next=USERS)
    assert "Set up a passkey" in read_text(page)
    page = staff.send(page, set_up="passkey")
    key = SoftwarePasskey()
    credential = key.register(read_options(page))

    page = staff.send(page, credential=json.dumps(credential))

    assert len(read_codes(page)) == 10
    assert staff.is_in
    assert staff.session["2fa.acr"] == "passkey"
    staff.post("/admin/logout/")
    page = staff.begin()
    options = read_options(page)
    page = staff.get()
    assert read_options(page) == options
    response = staff.send(page, credential=json.dumps(key.answer(options)))
    assert response["Location"] == INDEX
    assert staff.session["2fa.amr"] == ["pwd", "hwk", "pop", "user", "mfa"]


@pytest.mark.parametrize(
    "credential", ["", "x", "[]", "{}", "[" * 10_000, '{"id": "' + "x" * 70_000 + '"}']
)
def test_what_is_no_answer_of_a_passkey_is_told(staff, with_passkeys, credential):
    page = staff.send(begin(staff), set_up="passkey")

    page = staff.send(page, credential=credential)

    assert page.status_code in (200, 400)
    assert not staff.is_in


def test_a_reset_ends_an_enrolment_that_is_under_way(staff, user):
    page = staff.send(begin(staff), set_up="totp")
    app = read_app(page)
    enroll(user)

    page = staff.send(page, code=app.code())

    assert "log in again" in read_text(page)
    assert not staff.is_in


def test_the_enrolment_expires(staff):
    page = begin(staff)
    staff.clock.shift(15 * 60 + 1)

    page = staff.send(page, set_up="totp")

    assert 'name="password"' in page.content.decode()


def test_a_session_made_elsewhere_enrols_by_itself(elsewhere, user):
    page = elsewhere.client.get(INDEX, follow=True)
    begun = elsewhere.send(page, confirm="1")
    page = elsewhere.client.get(begun["Location"])
    page = elsewhere.client.get(elsewhere.answer(page)["Location"])
    page = elsewhere.send(page, set_up="totp")
    page = elsewhere.send(page, code=read_app(page).code())

    assert read_codes(page)
    assert elsewhere.is_in
    # Of that session, nobody knows whether it took a password.
    assert elsewhere.session["2fa.amr"] == ["otp", "mfa"]


def test_but_nobody_enrols_with_its_cookie_alone(elsewhere, user, clock):
    page = elsewhere.client.get(INDEX, follow=True)
    begun = elsewhere.send(page, confirm="1")
    page = elsewhere.client.get(begun["Location"])
    page = elsewhere.client.get(elsewhere.answer(page)["Location"])
    thief = Staff(Client(), clock)
    thief.client.cookies[STATE] = elsewhere.client.cookies[STATE].value

    page = thief.send(page, set_up="totp")

    assert 'name="password"' in page.content.decode()
    assert get_enrolled(user) == []


def test_users_who_have_codes_already_go_on_at_once(staff, user, configure):
    """A method that was enrolled, and is not configured any more, left them."""
    enroll(user)
    methods = ["drf_jwt_2fa.methods.CodeSender"]
    configure(METHODS=[*methods, PASSKEY_SETTINGS["METHODS"][0]], **RP)
    page = staff.send(begin(staff, next=USERS), set_up="passkey")
    credential = SoftwarePasskey().register(read_options(page))

    response = staff.send(page, credential=json.dumps(credential))

    assert response["Location"] == USERS
    assert staff.is_in


RP = {"PASSKEY_RP_ID": "example.com"}


def test_there_may_be_nothing_to_set_up(staff, configure):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"])

    page = begin(staff)

    assert "You have no second factor left that can be used." in read_text(page)
    assert "set_up" not in page.content.decode()
    assert staff.get(LOGIN).status_code == 200
