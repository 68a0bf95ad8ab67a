"""A login of the admin counts, limits, tells and logs as one of the API does."""

import logging

import pytest
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core import mail
from django.core.cache import caches
from django.dispatch import Signal
from testproject.admin_login import INDEX, read_choices, read_text

from drf_jwt_2fa import signals


@pytest.fixture
def told():
    """The names of the signals that are sent."""
    found, receivers = [], []
    ours = {name: one for name, one in vars(signals).items() if isinstance(one, Signal)}
    theirs = {"user_logged_in": user_logged_in, "user_login_failed": user_login_failed}
    for name, signal in {**ours, **theirs}.items():

        def receive(sender, name=name, **kwargs):
            found.append(name)

        signal.connect(receive)
        receivers.append((signal, receive))
    yield found
    for signal, receive in receivers:
        signal.disconnect(receive)


def give_wrong_answers(staff, page, number):
    for _ in range(number):
        page = staff.answer(page, "0000000")
        staff.clock.shift(3)
    return page


def test_wrong_answers_are_counted(staff, configure):
    page = staff.begin()
    give_wrong_answers(staff, page, 5)

    refused = staff.answer(page)

    assert refused.status_code == 403
    assert "Too many failed authentication attempts." in read_text(refused)
    assert 'name="password"' in refused.content.decode()
    assert not staff.is_in


def test_the_api_and_the_admin_share_the_budget(staff, api, configure):
    configure(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="2/d")
    staff.begin()
    assert api.get_code().status_code == 200

    refused = staff.give_password()

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "not completed" in read_text(refused)
    assert api.get_code().status_code == 429


def test_a_completed_login_clears_it(staff, api, configure):
    configure(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="1/d")

    staff.log_in()

    assert api.get_code().status_code == 200


def test_slots_are_shared(staff, api, configure):
    configure(MAX_ACTIVE_CODE_TOKENS_PER_USER=1)
    assert api.get_code().status_code == 200

    refused = staff.give_password()

    assert refused.status_code == 429
    assert "Too many active code tokens." in read_text(refused)


def test_the_limit_of_an_address_is_shared_and_given_back(staff, api, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="2/h")
    staff.log_in()
    staff.give_password(password="x")
    assert api.get_code().status_code == 200

    refused = staff.give_password()

    assert refused.status_code == 429
    assert "Please wait" in read_text(refused)
    assert api.get_code().status_code == 429


def test_what_is_incomplete_does_not_count(staff, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/h")

    for fields in ({"password": ""}, {"username": ""}):
        page = staff.give_password(**fields)
        assert "This field is required." in read_text(page)

    assert staff.log_in() == INDEX


def test_answers_have_to_wait(staff):
    page = staff.begin()
    staff.answer(page, "0000000")

    refused = staff.answer(page)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "2"
    assert "Please wait 2 seconds." in read_text(refused)
    staff.clock.shift(2)
    assert staff.answer(page).status_code == 302


def test_without_the_cache_nobody_is_let_in(staff, settings):
    page = staff.begin()
    code = staff.right_code()
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }

    refused = staff.answer(page, code)

    assert refused.status_code == 503
    assert "temporarily unavailable" in read_text(refused)
    assert not staff.is_in
    assert staff.give_password().status_code == 503
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    caches["default"].clear()


def test_a_code_that_cannot_be_sent_is_told(staff, user):
    user.email = ""
    user.save()

    page = staff.give_password()

    assert page.status_code == 501
    assert "No e-mail address known" in read_text(page)


def test_signals_are_those_of_the_api_and_django_s_once(staff, told, configure):
    configure(SEND_USER_LOGGED_IN=True)
    page = staff.begin()
    staff.answer(page, "0000000")
    staff.clock.shift(3)
    staff.answer(page)

    assert [one for one in told if one != "code_sent"] == [
        "user_login_failed",
        "code_rejected",
        "second_factor_verified",
        "user_logged_in",
    ]


def test_refusals_are_logged_with_their_reason_and_no_secret(staff, user, caplog):
    caplog.set_level(logging.INFO, "drf_jwt_2fa")
    staff.give_password(password="s3cret")
    staff.answer(staff.begin(), "7654321")

    reasons = [one.reason for one in caplog.records if hasattr(one, "reason")]
    assert reasons == ["wrong_password", "wrong_code"]
    assert f"(user {user.pk})" in caplog.text
    assert "s3cret" not in caplog.text
    assert "7654321" not in caplog.text


def test_no_report_of_an_error_has_a_secret(staff):
    page = staff.give_password()

    assert page.wsgi_request.sensitive_post_parameters == "__ALL__"
    shown = page.wsgi_request.exception_reporter_filter
    assert type(shown).__name__ == "HidingExceptionReporterFilter"


def test_a_new_code_is_sent_when_it_is_wanted(staff):
    page = staff.begin()
    first = staff.right_code()

    response = staff.send(page, method="code-sender")
    page = staff.client.get(response["Location"])

    assert staff.send(page, method="code-sender").status_code == 429
    assert staff.right_code() != first
    assert "The code is not right." in read_text(staff.answer(page, first))
    staff.clock.shift(3)
    assert staff.answer(page).status_code == 302


def test_the_preferred_method_is_asked_for_and_others_are_offered(with_app):
    page = with_app.begin()

    assert "your authenticator app" in read_text(page)
    assert read_choices(page) == ["recovery-code"]
    assert not mail.outbox
    assert with_app.answer(page)["Location"] == INDEX
    assert with_app.session["2fa.acr"] == "totp"


def test_a_recovery_code_leads_in_and_tells_how_many_are_left(with_app):
    page = with_app.begin()
    response = with_app.send(page, method="recovery-code")
    page = with_app.client.get(response["Location"])
    assert "Enter one of your recovery codes." in read_text(page)

    with_app.answer(page, with_app.recovery_codes[0])

    assert "Recovery codes left: 9" in read_text(with_app.get(INDEX))
    assert mail.outbox[-1].subject


def test_a_method_that_is_not_offered_cannot_be_chosen(with_app):
    refused = with_app.send(with_app.begin(), method="code-sender")

    assert refused.status_code == 400
    assert "Not one of your methods." in read_text(refused)
    assert not mail.outbox


def test_users_who_need_no_second_factor_give_the_password_only(staff, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")

    response = staff.give_password(next="/admin/auth/user/")

    assert response["Location"] == "/admin/auth/user/"
    assert staff.session["2fa.acr"] == "no-2fa"
    assert staff.is_in
    configure(FALLBACK_2FA_METHOD="code-sender")
    assert not staff.is_in


def test_a_login_that_is_given_up_begins_anew(staff):
    page = staff.begin(next="/admin/auth/user/")

    response = staff.send(page, start_over="1")

    page = staff.client.get(response["Location"])
    assert 'name="password"' in page.content.decode()
    assert "/admin/auth/user/" in page.content.decode()


def test_an_expired_login_begins_anew(staff):
    page = staff.begin()
    staff.clock.shift(301)

    page = staff.answer(page)

    assert 'name="password"' in page.content.decode()
    assert not staff.is_in


def test_no_answer_is_stored_on_the_way(staff):
    for page in (staff.get(), staff.begin()):
        assert "no-store" in page["Cache-Control"]
        assert "private" in page["Cache-Control"]


def test_the_session_shows_what_was_proved(with_app, user):
    with_app.log_in()

    shown = {
        name: value
        for name, value in with_app.session.items()
        if name.startswith("2fa.")
    }
    assert shown.pop("2fa.epoch") == user.drf_jwt_2fa_account.epoch
    assert len(shown.pop("2fa.sid")) == 32
    assert shown == {
        "2fa.acr": "totp",
        "2fa.amr": ["pwd", "otp", "mfa"],
        "2fa.auth_time": shown["2fa.auth_time"],
        "2fa.user": str(user.pk),
    }


def test_a_page_costs_one_query_more(with_app, django_assert_num_queries):
    with_app.log_in()
    with_app.get(INDEX)

    # The session, the user, what is enrolled, the log.
    with django_assert_num_queries(4):
        with_app.get(INDEX)
