"""Ways around the second factor of the admin, none of which leads in."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from testproject.admin_login import INDEX, LOGIN, STATE, Staff, read_text
from testproject.enrolling import enroll

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.store import begin_epoch
from drf_jwt_2fa.methods import Factors

BACKEND = "django.contrib.auth.backends.ModelBackend"
USERS = "/admin/auth/user/"


def test_the_password_alone_signs_nobody_in(staff):
    page = staff.begin()

    assert SESSION_KEY not in staff.session
    assert "sent" in read_text(page)
    assert staff.get(INDEX)["Location"] == f"{LOGIN}?next={INDEX}"
    assert staff.get(USERS).status_code == 302


def test_both_steps_sign_in(staff):
    assert staff.log_in() == INDEX

    assert staff.is_in
    assert STATE not in {
        name for name, one in staff.client.cookies.items() if one.value
    }


def test_a_wrong_password_sends_nothing(staff):
    page = staff.give_password(password="x")

    assert page.status_code == 200
    assert "Please enter the correct username and password" in read_text(page)
    assert not mail.outbox
    assert STATE not in page.cookies


def test_a_wrong_code_signs_nobody_in(staff):
    page = staff.answer(staff.begin(), "0000000")

    assert page.status_code == 200
    assert "The code is not right." in read_text(page)
    assert not staff.is_in


def test_a_session_made_elsewhere_is_not_enough_and_not_thrown_out(elsewhere):
    response = elsewhere.get(INDEX)
    page = elsewhere.client.get(response["Location"])

    assert not mail.outbox  # To look at a page sends nothing.
    assert "Confirm that it is you" in read_text(page)
    assert SESSION_KEY in elsewhere.session
    begun = elsewhere.send(page, confirm="Continue")
    before = elsewhere.session.session_key
    response = elsewhere.answer(elsewhere.client.get(begun["Location"]))

    assert response["Location"] == INDEX
    assert elsewhere.is_in
    assert elsewhere.session.session_key != before


def test_a_session_from_before_the_enrolment_is_not_enough(staff, user, clock):
    staff.log_in()
    assert staff.is_in

    enroll(user)

    assert not staff.is_in
    assert "Password" in read_text(staff.get())


def test_a_reset_ends_the_session_at_the_next_click(with_app, user):
    with_app.log_in()
    assert with_app.is_in

    changes.reset(user)

    assert not with_app.is_in
    # The password is asked for again: the session is nobody's proof any more.
    page = with_app.get()
    assert 'name="password"' in page.content.decode()
    assert with_app.send(page, confirm="1").status_code == 200
    assert not mail.outbox[1:]


def test_a_new_password_ends_the_session(with_app, user):
    with_app.log_in()
    user.set_password("battery staple")
    user.save()

    assert not with_app.is_in


def test_users_who_are_no_staff_get_no_code(staff, user):
    user.is_staff = False
    user.save()

    page = staff.give_password()

    assert page.status_code == 200
    assert not mail.outbox


def test_nor_those_who_are_no_staff_any_more(staff, user):
    page = staff.begin()
    state = staff.client.cookies[STATE].value
    user.is_staff = False
    user.save()

    refused = staff.answer(page)

    assert "log in again" in read_text(refused)
    assert SESSION_KEY not in staff.session
    # Nothing was used up by it.
    user.is_staff = True
    user.save()
    staff.client.cookies[STATE] = state
    staff.clock.shift(3)
    assert staff.answer(page)["Location"] == INDEX


@pytest.mark.parametrize("rights", ["is_staff", "is_active"])
def test_rights_that_are_lost_close_the_admin(staff, user, rights):
    staff.log_in()
    setattr(user, rights, False)
    user.save()

    assert not staff.is_in


def test_the_answer_cannot_be_posted_twice(staff, clock):
    page = staff.begin()
    state = staff.client.cookies[STATE].value
    assert staff.answer(page).status_code == 302
    thief = Staff(Client(), clock)
    thief.client.cookies[STATE] = state
    clock.shift(3)

    again = thief.answer(page)

    assert "has already been used" in read_text(again)
    assert SESSION_KEY not in thief.session
    assert not thief.is_in


def test_in_another_tab_the_answer_leads_in_as_well(staff):
    page = staff.begin(next=USERS)
    staff.answer(page)

    response = staff.answer(page)

    assert response["Location"] == USERS


def test_an_answer_to_an_older_page_counts_nowhere(staff, clock):
    older = staff.begin()
    code = staff.right_code()
    newer = staff.begin()

    page = staff.answer(older, code)

    assert "out of date" in read_text(page)
    clock.shift(3)
    assert staff.answer(newer).status_code == 302


@pytest.mark.parametrize(
    "url", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\x"]
)
def test_nobody_is_led_to_another_site(staff, url):
    assert staff.log_in(next=url) == INDEX
    assert staff.get(next=url)["Location"] == INDEX


def test_the_page_that_was_asked_for_is_kept(staff):
    assert staff.log_in(next=f"{USERS}?q=ann") == f"{USERS}?q=ann"


def test_forms_take_the_token_against_forgeries(user, clock):
    staff = Staff(Client(enforce_csrf_checks=True), clock)

    assert staff.give_password().status_code == 403
    page = staff.get()
    response = staff.send(page, username="ann", password="correct horse")
    page = staff.client.get(response["Location"])
    assert staff.post(code=staff.right_code()).status_code == 403
    assert staff.answer(page).status_code == 302


def test_a_superuser_alone_is_asked_too(staff, user):
    assert user.is_superuser
    staff.begin()
    assert not staff.is_in


def test_a_method_that_is_not_trusted_leads_to_enrolment_only(staff, configure):
    configure(TRUSTED_2FA_METHODS=["totp"])
    response = staff.answer(staff.begin())

    page = staff.client.get(response["Location"])

    assert "Set up an authenticator app" in read_text(page)
    assert SESSION_KEY not in staff.session
    assert not staff.is_in


def test_what_is_not_trusted_any_more_ends_the_session(staff, configure):
    staff.log_in()

    configure(TRUSTED_2FA_METHODS=["totp"])

    assert not staff.is_in


def test_the_cookie_cannot_be_made_up_or_changed(staff, user):
    staff.begin()
    value = staff.client.cookies[STATE].value
    for wrong in ("x", f"{value}x", value[1:], "", "a:b:c"):
        staff.client.cookies[STATE] = wrong
        assert 'name="password"' in staff.get().content.decode()


def test_the_cookie_is_for_the_login_page_and_no_script(staff):
    response = staff.give_password()

    cookie = response.cookies[STATE]
    assert cookie["path"] == LOGIN
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 300
    assert not cookie["secure"]


def test_over_https_it_is_sent_over_nothing_else(staff):
    data = {"username": "ann", "password": "correct horse"}
    response = staff.client.post(LOGIN, data, secure=True)

    assert response.cookies[STATE]["secure"]


def test_a_step_up_signs_nobody_in_without_its_session(elsewhere, clock):
    page = elsewhere.client.get(INDEX, follow=True)
    begun = elsewhere.send(page, confirm="1")
    page = elsewhere.client.get(begun["Location"])
    thief = Staff(Client(), clock)
    thief.client.cookies[STATE] = elsewhere.client.cookies[STATE].value

    answered = thief.answer(page)

    assert SESSION_KEY not in thief.session
    assert "log in again" in read_text(answered)


def test_nor_in_the_session_of_somebody_else(elsewhere, clock, django_user_model):
    bob = django_user_model.objects.create_user("bob", is_staff=True)
    page = elsewhere.client.get(INDEX, follow=True)
    begun = elsewhere.send(page, confirm="1")
    page = elsewhere.client.get(begun["Location"])
    elsewhere.client.force_login(bob, BACKEND)
    elsewhere.client.cookies[STATE] = begun.cookies[STATE].value

    elsewhere.answer(page)

    assert not elsewhere.is_in


def test_a_code_token_of_the_api_is_no_state(staff, api):
    _code, token = api.get_code_and_token()
    staff.client.cookies[STATE] = token

    assert 'name="password"' in staff.get().content.decode()


def test_logging_out_ends_all_of_it(staff):
    staff.log_in()
    response = staff.post("/admin/logout/")

    assert response.status_code in (200, 302)
    assert not dict(staff.session)
    assert not staff.is_in


def test_a_session_taken_over_for_another_user_shows_nothing(staff, django_user_model):
    """As packages do that let staff act as somebody else."""
    bob = django_user_model.objects.create_user("bob", is_staff=True)
    staff.log_in()
    begin_epoch(bob, Factors())
    bob.drf_jwt_2fa_account.epoch = staff.session["2fa.epoch"]
    bob.drf_jwt_2fa_account.save()
    session = staff.session
    session[SESSION_KEY] = str(bob.pk)
    session["_auth_user_hash"] = bob.get_session_auth_hash()
    session.save()

    assert not staff.is_in
    assert staff.session[SESSION_KEY] == str(bob.pk)
