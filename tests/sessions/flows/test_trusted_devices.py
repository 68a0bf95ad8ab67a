"""A device is trusted after a login with a code; later logins on it need none."""

import logging
import sys
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import got_request_exception
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter
from testproject.enrolling import enroll
from testproject.trusting import TrustedClient, get_row

from drf_jwt_2fa import signals
from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.sessions.models import TrustedDevice

DAY = 24 * 3600


@pytest.fixture
def reasons(caplog):
    """Return why devices were not trusted, and how loud that was logged."""
    caplog.set_level(logging.INFO, logger="drf_jwt_2fa")

    def find():
        return [
            (record.reason, record.levelname)
            for record in caplog.records
            if "not trusted" in record.message
        ]

    return find


@pytest.fixture
def tables():
    """Count the queries of a call, and those of the table of devices."""

    def measure(call):
        with CaptureQueriesContext(connection) as captured:
            response = call()
        statements = [
            one["sql"]
            for one in captured.captured_queries
            if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        ]
        of_devices = [one for one in statements if "trusteddevice" in one]
        return response, len(statements), len(of_devices)

    return measure


# The story.


def test_the_login_that_trusts_tells_the_token_and_how_long_it_lasts(
    api, user, trusting
):
    answer = TrustedClient(api).log_in_with_code()

    assert list(answer) == [
        *("access", "refresh"),
        *("device_token", "device_token_expires_in"),
    ]
    assert len(answer["device_token"]) == 43
    assert answer["device_token_expires_in"] == 30 * DAY


def test_the_next_logins_need_no_code_and_each_gives_a_new_token(trusted, clock):
    seen = {trusted.token}
    for _ in range(3):
        clock.shift(DAY)
        answer = trusted.log_in()
        assert list(answer)[2:] == ["device_token", "device_token_expires_in"]
        seen.add(answer["device_token"])

    assert len(seen) == 4
    assert mail.outbox == []
    assert trusted.call("get", "/me/").json() == {"username": "ann"}


def test_their_tokens_show_the_password_alone(trusted, clock, user):
    clock.shift(DAY)
    trusted.log_in()

    claims = trusted.get_claims()
    assert claims["acr"] == "trusted-device"
    assert claims["amr"] == ["pwd"]
    assert claims["auth_time"] == claims["iat"]
    assert claims["did"] == get_row().uid.hex


def test_the_login_that_trusts_shows_its_method_and_the_device(trusted):
    claims = trusted.get_claims()

    assert claims["acr"] == "code-sender"
    assert claims["amr"][-1] == "mfa"
    assert claims["did"] == get_row().uid.hex


def test_refreshed_tokens_keep_the_claims(trusted, clock):
    clock.shift(DAY)
    trusted.log_in()
    before = trusted.get_claims()
    clock.shift(60)

    trusted.tokens = trusted.api.post("/refresh/", trusted.tokens).json()
    after = trusted.get_claims()
    assert [after[name] for name in ("acr", "amr", "auth_time", "did")] == [
        before[name] for name in ("acr", "amr", "auth_time", "did")
    ]


def test_the_keys_of_the_answers_can_be_chosen(api, user, trusting, configure):
    configure(AUTH_RESULT_DEVICE_TOKEN_KEY="trust")
    trusted = TrustedClient(api)

    answer = trusted.log_in_with_code()
    assert list(answer)[2:] == ["trust", "trust_expires_in"]
    answer = trusted.begin(answer["trust"]).json()
    assert list(answer)[2:] == ["trust", "trust_expires_in"]


def test_a_project_adds_to_the_answer_as_to_that_of_any_login(
    trusted, clock, configure
):
    configure(LOGIN_ANSWER=lambda user, request: {"name": user.username})
    clock.shift(DAY)

    assert trusted.log_in()["name"] == "ann"


def test_use_does_not_make_trust_last_longer(trusted, clock, reasons):
    for _ in range(3):
        clock.shift(9 * DAY)
        trusted.log_in()
    clock.shift(3 * DAY - 1)
    trusted.log_in()

    clock.shift(1)
    assert trusted.is_asked_for_a_code()
    assert reasons() == [("expired", "INFO")]


# Rule 1.


def test_off_the_fields_are_ignored_without_a_query(api, user, configure, tables):
    configure(TRUSTED_DEVICE_LIFETIME=None, CODE_TOKEN_THROTTLE_RATE=None)
    odd = {"device_token": "x" * 4000, "trust_device": ["?"], "device_name": {}}
    found = []
    api.log_in()

    for more in ({}, odd):
        begun, *of_first = tables(lambda more=more: api.get_code(**more))
        data = {"code_token": begun.json()["token"], "code": api.last_mailed_code}
        done, *of_second = tables(lambda data={**data, **more}: post(api, data))
        assert begun.status_code == done.status_code == 200
        found.append((list(begun.json()), list(done.json()), of_first, of_second))
    without, with_fields = found
    assert with_fields == without
    assert with_fields[2][1] == with_fields[3][1] == 0


def post(api, data):
    return api.post("/auth/", data, format="json")


@pytest.mark.parametrize("token", [{}, {"device_token": None}, {"device_token": ""}])
@pytest.mark.parametrize(
    "wish", [{}, {"trust_device": None}, {"trust_device": False, "device_name": "x"}]
)
@pytest.mark.usefixtures("user", "trusting")
def test_no_token_and_no_wish_are_as_without_the_fields(api, tables, token, wish):
    begun, _queries, of_devices = tables(lambda: api.get_code(**token))
    assert list(begun.json()) == ["token", "method", "methods", "expires_in"]
    assert of_devices == 0
    data = {"code_token": begun.json()["token"], "code": api.last_mailed_code, **wish}
    done, _queries, of_devices = tables(lambda: api.post("/auth/", data, format="json"))
    assert list(done.json()) == ["access", "refresh"]
    assert of_devices == 0


@pytest.mark.parametrize(
    ("path", "field", "odd"),
    [
        ("/get-code/", "device_token", "x" * 129),
        ("/get-code/", "device_token", 7),
        ("/get-code/", "device_token", ["x"]),
        ("/auth/", "trust_device", "perhaps"),
        ("/auth/", "device_name", "x" * 65),
    ],
)
@pytest.mark.usefixtures("user", "trusting")
def test_malformed_fields_are_errors(api, path, field, odd):
    data = {
        "username": "ann",
        "password": "correct horse",
        "code_token": "x",
        "code": "1",
        field: odd,
    }

    response = api.post(path, data, format="json")
    assert response.status_code == 400
    assert list(response.json()) == [field]


# Rule 2.


def test_a_step_up_begets_no_trust(trusted):
    TrustedDevice.objects.all().delete()
    token = trusted.call("post", "/step-up/").json()["token"]
    data = {
        "code_token": token,
        "code": trusted.api.last_mailed_code,
        "trust_device": True,
    }

    answer = trusted.call("post", "/auth/", data).json()
    assert list(answer) == ["access", "refresh"]
    assert not TrustedDevice.objects.exists()


def test_a_recovery_code_begets_no_trust(api, user, trusting, clock):
    _app, [code, *_codes] = enroll(user)
    token = api.get_code().json()["token"]
    data = {"code_token": token, "method": "recovery-code"}
    token = api.post("/challenge/", data).json()["token"]

    data = {"code_token": token, "code": code, "trust_device": True}
    answer = api.post("/auth/", data, format="json").json()
    assert "access" in answer
    assert "device_token" not in answer
    assert not TrustedDevice.objects.exists()


def test_an_untrusted_method_begets_no_trust(api, user, trusting, configure):
    configure(TRUSTED_2FA_METHODS=["totp"])

    answer = TrustedClient(api).log_in_with_code()
    assert list(answer) == ["enrollment_token"]
    assert not TrustedDevice.objects.exists()


def test_a_password_alone_begets_no_trust(api, user, trusting, configure):
    configure(FALLBACK_2FA_METHOD="no-2fa")

    answer = api.get_code(trust_device=True).json()
    assert list(answer) == ["access", "refresh"]
    assert not TrustedDevice.objects.exists()


def test_a_trusted_device_begets_no_other(trusted, clock):
    clock.shift(DAY)

    answer = trusted.log_in(trust_device=True, device_name="chain")
    # The lifetime is that of the first trust.
    assert answer["device_token_expires_in"] == 29 * DAY
    assert get_row().name == ""


def test_a_user_may_be_exempt_from_trust(api, user, trusting, configure):
    configure(TRUSTED_DEVICE_LIFETIME=lambda user: None)

    assert list(TrustedClient(api).log_in_with_code()) == ["access", "refresh"]


# Rule 3.


def test_the_password_comes_first(trusted, tables):
    before = get_row().digest

    response, _queries, of_devices = tables(
        lambda: trusted.begin(password="wrong horse")
    )
    without = trusted.api.get_code(password="wrong horse")
    assert response.status_code == without.status_code == 401
    assert response.content == without.content
    assert of_devices == 0
    assert get_row().digest == before


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 128, "\u00fc", " "])
def test_a_token_that_is_none_costs_one_query(trusted, tables, reasons, token):
    _response, without, _none = tables(trusted.api.get_code)
    response, queries, of_devices = tables(lambda: trusted.begin(token))

    assert list(response.json()) == ["token", "method", "methods", "expires_in"]
    assert (queries, of_devices) == (without + 1, 1)
    assert reasons() == [("unknown", "INFO")]


def test_a_device_that_is_out_of_date_costs_no_more(trusted, tables, user, reasons):
    _response, without, _none = tables(trusted.api.get_code)
    user.email = "other@example.com"
    user.save()
    response, queries, of_devices = tables(trusted.begin)

    assert "token" in response.json()
    assert (queries, of_devices) == (without + 1, 1)
    assert reasons() == [("account_changed", "INFO")]


def test_a_login_on_a_device_costs_a_look_and_a_write(trusted, tables, clock):
    clock.shift(DAY)
    _response, without, _none = tables(trusted.api.get_code)

    response, queries, of_devices = tables(trusted.begin)
    assert "access" in response.json()
    # And the session.
    assert (queries, of_devices) == (without + 2 + 1, 2)


# Rule 4.


def test_the_device_of_somebody_else_is_of_no_use(trusted, django_user_model, reasons):
    django_user_model.objects.create_user("bob", "bob@example.com", "battery staple")
    before = get_row().digest

    credentials = {"username": "bob", "password": "battery staple"}
    assert trusted.is_asked_for_a_code(**credentials)
    assert reasons() == [("other_user", "INFO")]
    assert get_row().digest == before


def test_not_even_an_old_token_of_somebody_else_ends_a_device(
    trusted, clock, django_user_model, reasons
):
    django_user_model.objects.create_user("bob", "bob@example.com", "battery staple")
    old = trusted.token
    trusted.log_in()
    clock.shift(DAY)

    credentials = {"username": "bob", "password": "battery staple"}
    assert trusted.is_asked_for_a_code(token=old, **credentials)
    assert reasons() == [("other_user", "INFO")]
    trusted.log_in()


# Rule 5.


def test_a_method_that_is_trusted_no_more_ends_trust_for_good(
    trusted, configure, reasons, clock
):
    configure(TRUSTED_2FA_METHODS=["totp"])
    assert trusted.is_asked_for_a_code()
    assert reasons() == [("policy", "INFO")]

    configure(TRUSTED_2FA_METHODS=None)
    assert trusted.is_asked_for_a_code()
    assert not TrustedDevice.objects.exists()


def test_a_disabled_method_ends_trust(api, user, trusting, clock, reasons):
    app, _codes = enroll(user)
    clock.shift(30)
    trusted = TrustedClient(api)
    trusted.log_in_with_code(code=app.code)
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=100)

    response = trusted.begin()
    assert response.status_code == 200
    assert response.json()["method"] == "recovery-code"
    assert reasons() == [("policy", "INFO")]


def test_an_app_that_is_enrolled_ends_the_trust_of_before(
    trusted, user, clock, reasons
):
    enroll(user)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("epoch", "INFO")]


def test_an_app_that_is_removed_ends_trust(api, user, trusting, clock, reasons):
    app, _codes = enroll(user)
    clock.shift(30)
    trusted = TrustedClient(api)
    trusted.log_in_with_code(code=app.code)
    changes.reset(user)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("epoch", "INFO")]


def test_an_inactive_user_is_refused(trusted, user):
    user.is_active = False
    user.save()

    assert trusted.begin().status_code == 401


def test_a_user_who_is_exempt_now_is_asked_for_a_code(trusted, configure, reasons):
    configure(TRUSTED_DEVICE_LIFETIME=lambda user: None)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("policy", "INFO")]
    assert not TrustedDevice.objects.exists()


def test_a_longer_lifetime_is_for_later_devices(trusted, configure, clock, reasons):
    configure(TRUSTED_DEVICE_LIFETIME=timedelta(days=60))
    clock.shift(30 * DAY)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("expired", "INFO")]


def test_a_shorter_lifetime_counts_at_once(trusted, configure, clock, reasons):
    configure(TRUSTED_DEVICE_LIFETIME=timedelta(days=1))
    clock.shift(DAY - 1)
    trusted.log_in()

    clock.shift(1)
    assert trusted.is_asked_for_a_code()
    assert reasons() == [("expired", "INFO")]


# Rule 6.


def test_a_device_login_is_a_login_for_django_and_proves_no_factor(
    trusted, configure, clock
):
    heard = []

    def hear(sender, user, **kwargs):
        heard.append(user.username)

    def hear_too_much(sender, user, **kwargs):
        raise AssertionError("a second factor")

    configure(SEND_USER_LOGGED_IN=True)
    user_logged_in.connect(hear)
    signals.second_factor_verified.connect(hear_too_much)
    try:
        trusted.log_in()
    finally:
        user_logged_in.disconnect(hear)
        signals.second_factor_verified.disconnect(hear_too_much)

    assert heard == ["ann"]


def test_a_device_login_clears_no_guess_budget_and_takes_nothing_of_it(
    trusted, configure
):
    configure(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="2/d")
    trusted.api.get_code()
    for _ in range(5):
        trusted.log_in()

    assert trusted.api.get_code().status_code == 200
    assert trusted.api.get_code().status_code == 429
    trusted.log_in()
    assert trusted.api.get_code().status_code == 429


def test_a_device_login_takes_no_slot(trusted, configure):
    configure(MAX_ACTIVE_CODE_TOKENS_PER_USER=1)
    for _ in range(3):
        trusted.log_in()

    assert trusted.api.get_code().status_code == 200


def test_a_device_login_reopens_no_step_ups(trusted):
    Account.objects.update(wrong_step_ups=20)

    trusted.log_in()
    response = trusted.call("post", "/step-up/")
    assert (response.status_code, response.json()["detail"]) == (
        403,
        "Too many wrong codes. Please log in again.",
    )


def test_device_logins_count_for_their_address(trusted, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="3/h")
    for _ in range(3):
        trusted.log_in()

    assert trusted.begin().status_code == 429


# Rule 7.


def test_a_new_device_is_told_of(api, user, trusting):
    api.credentials(HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.1")

    TrustedClient(api).log_in_with_code()
    message = mail.outbox[-1]
    assert message.to == ["ann@example.com"]
    assert "trusted" in message.subject
    for fact in ("2029", "192.0.2.1", "Firefox"):
        assert fact in message.body


# Rule 8.


def test_a_new_password_ends_trust(trusted, user, reasons):
    user.set_password("battery staple")
    user.save()

    assert trusted.is_asked_for_a_code(password="battery staple")
    assert reasons() == [("account_changed", "INFO")]


def test_a_password_that_is_rehashed_asks_for_a_code_once(
    trusted, user, settings, reasons
):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]

    assert trusted.is_asked_for_a_code()
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_")
    assert reasons() == [("account_changed", "INFO")]
    trusted.log_in_with_code()
    assert get_row().last_used_at  # The next trust replaces it.
    trusted.log_in()


def test_the_epoch_ends_trust(trusted, user, reasons):
    changes.reset(user)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("epoch", "INFO")]


# Reuse.


def test_a_lost_answer_is_given_again(trusted, clock):
    old = trusted.token
    first = trusted.log_in()
    clock.shift(10)

    again = trusted.begin(old).json()
    assert again["device_token"] == first["device_token"]
    assert again["access"]
    clock.shift(DAY)
    trusted.log_in()


def test_a_token_that_is_used_late_ends_the_device(trusted, clock, reasons, user):
    old = trusted.token
    trusted.log_in()
    clock.shift(11)

    assert trusted.is_asked_for_a_code(token=old)
    assert reasons() == [("reused", "WARNING")]
    [_code, message] = sorted(mail.outbox, key=lambda one: "copied" in one.subject)
    assert message.to == ["ann@example.com"]
    assert trusted.is_asked_for_a_code()
    assert reasons()[1:] == [("unknown", "INFO")]


@pytest.mark.parametrize("uses", [2, 5, 32])
def test_a_copy_is_noticed_however_often_the_thief_used_it(
    trusted, clock, reasons, uses
):
    copied = trusted.token
    for _ in range(uses):
        trusted.log_in()

    # At once: only the direct predecessor may be repeated.
    assert trusted.is_asked_for_a_code(token=copied)
    assert reasons() == [("reused", "WARNING")]
    assert not TrustedDevice.objects.exists()


def test_a_token_that_is_too_old_is_unknown(trusted, reasons):
    copied = trusted.token
    for _ in range(33):
        trusted.log_in()

    assert trusted.is_asked_for_a_code(token=copied)
    assert reasons() == [("unknown", "INFO")]


def test_no_second_use_at_all_with_an_interval_of_zero(trusted, configure, reasons):
    configure(REFRESH_REUSE_INTERVAL=timedelta(0))
    old = trusted.token
    trusted.log_in()

    assert trusted.is_asked_for_a_code(token=old)
    assert reasons() == [("reused", "WARNING")]


# Keys.


def test_trust_outlives_a_rotation_of_the_key(trusted, clock, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, and long enough to sign with it"

    trusted.log_in()
    clock.shift(DAY)
    trusted.log_in()


def test_an_answer_is_given_again_over_a_rotation_of_the_key(
    trusted, settings, reasons
):
    old = trusted.token
    first = trusted.log_in()
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another one, and long enough to sign with it"

    assert trusted.is_asked_for_a_code(token=old)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert trusted.begin(old).json()["device_token"] == first["device_token"]
    assert reasons() == [("unknown", "INFO")]


# Rule 11.


def test_answers_with_a_device_token_are_not_stored(trusted):
    response = trusted.begin()

    assert "device_token" in response.json()
    assert response["Cache-Control"] == "private, no-store"


def test_no_report_of_an_error_has_the_device_token(trusted, configure):
    reports = []

    def hear(sender, request, **kwargs):
        reporter = ExceptionReporter(request, *sys.exc_info())
        reports.append(reporter.get_traceback_text() + reporter.get_traceback_html())

    configure(TRUSTED_DEVICE_LIFETIME=lambda user: 30)
    data = {"username": "ann", "password": "correct horse"}
    got_request_exception.connect(hear)
    try:
        # The test client raises again what the site has reported.
        with suppress(ImproperlyConfigured):
            trusted.api.post("/get-code/", {**data, "device_token": trusted.token})
    finally:
        got_request_exception.disconnect(hear)

    [report] = reports
    assert "returned no timedelta" in report
    assert trusted.token not in report


# Rule 12.


def test_a_project_may_overrule_trust(trusted, configure, reasons):
    asked = []

    def check(user, device, request):
        asked.append((user.username, device.uid, request.META["HTTP_USER_AGENT"]))
        return len(asked) > 1

    configure(TRUSTED_DEVICE_CHECK=check)
    trusted.api.credentials(HTTP_USER_AGENT="Firefox")
    assert trusted.is_asked_for_a_code()
    assert reasons() == [("policy", "INFO")]
    trusted.log_in()
    assert asked == [("ann", get_row().uid, "Firefox")] * 2


def test_a_policy_that_fails_asks_for_a_code(trusted, configure, reasons, caplog):
    configure(TRUSTED_DEVICE_CHECK=lambda user, device, request: 1 / 0)

    assert trusted.is_asked_for_a_code()
    assert reasons() == [("policy", "INFO")]
    assert "TRUSTED_DEVICE_CHECK failed" in caplog.text


def test_another_user_agent_alone_does_not_end_trust(trusted):
    trusted.api.credentials(HTTP_USER_AGENT="Firefox 200")

    trusted.log_in()
    assert get_row().user_agent == "Firefox 200"
