"""What a session shows of the second factor."""

from datetime import timedelta

import pytest
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.utils.functional import SimpleLazyObject

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.admin_site import sessions
from drf_jwt_2fa.enrollment.methods import TotpMethod
from drf_jwt_2fa.enrollment.store import begin_epoch, read_factors
from drf_jwt_2fa.login.auth_tokens import Evidence
from drf_jwt_2fa.methods import CodeSender, Factors

BACKEND = "django.contrib.auth.backends.ModelBackend"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    return request


@pytest.fixture
def signed_in(request_, user, clock):
    epoch = begin_epoch(user, Factors()).epoch
    sessions.start(request_, user, Evidence(CodeSender()), epoch, BACKEND)
    return request_


def test_nobody_has_proved_anything(request_):
    assert not sessions.has_second_factor(request_)
    assert not sessions.is_outdated(request_)
    assert sessions.get_user(request_) is None


def test_what_was_proved_counts(signed_in, django_assert_num_queries):
    # Once per request.
    with django_assert_num_queries(1):
        assert sessions.has_second_factor(signed_in)
        assert sessions.has_second_factor(signed_in)
    assert not sessions.is_outdated(signed_in)


def test_a_session_of_another_login_does_not(request_, user):
    auth.login(request_, user, BACKEND)

    assert not sessions.has_second_factor(request_)
    assert not sessions.is_outdated(request_)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("2fa.acr", None),
        ("2fa.acr", ["code-sender"]),
        ("2fa.acr", "x"),
        ("2fa.acr", "trusted-device"),
        ("2fa.acr", "no-2fa"),
        ("2fa.auth_time", None),
        ("2fa.auth_time", True),
        ("2fa.auth_time", 10.0**10),
        ("2fa.epoch", None),
        ("2fa.epoch", 1),
        ("2fa.epoch", "1"),
        ("2fa.user", "0"),
        ("2fa.user", None),
        (auth.SESSION_KEY, None),
    ],
)
def test_each_of_its_keys_is_needed(signed_in, name, value):
    signed_in.session[name] = value

    assert not sessions.has_second_factor(signed_in)


def test_an_epoch_that_is_no_whole_number_is_none(signed_in):
    signed_in.session["2fa.epoch"] = float(signed_in.session["2fa.epoch"])

    assert not sessions.has_second_factor(signed_in)


def test_users_who_are_inactive_have_proved_nothing(signed_in):
    signed_in.user.is_active = False

    assert not sessions.has_second_factor(signed_in)


def test_its_age_and_method_may_matter(signed_in, clock):
    assert sessions.has_second_factor(signed_in, MINUTE, ["code-sender"])
    assert not sessions.has_second_factor(signed_in, by=["totp"])
    clock.shift(60)
    assert sessions.proves_second_factor(signed_in, MINUTE)
    clock.shift(1)
    assert not sessions.has_second_factor(signed_in, MINUTE)
    assert not sessions.proves_second_factor(signed_in, MINUTE)
    assert sessions.has_second_factor(signed_in)


@pytest.mark.parametrize(
    ("name", "value"), [("2fa.amr", ["pwd"]), ("2fa.acr", "no-2fa")]
)
def test_a_password_is_no_second_factor(signed_in, configure, name, value):
    configure(FALLBACK_2FA_METHOD="no-2fa")
    assert sessions.proves_second_factor(signed_in, MINUTE)

    signed_in.session[name] = value

    assert not sessions.proves_second_factor(signed_in, MINUTE)
    assert sessions.has_second_factor(signed_in)


def test_a_change_of_the_account_outdates_it(signed_in, user):
    changes.reset(user)
    sessions.forget(signed_in)

    assert sessions.is_outdated(signed_in)
    assert not sessions.has_second_factor(signed_in)


def test_each_proof_gives_it_another_key(signed_in, user):
    key, sid = signed_in.session.session_key, signed_in.session["2fa.sid"]
    token = signed_in.META["CSRF_COOKIE"]

    sessions.renew(
        signed_in, user, Evidence(TotpMethod()), signed_in.session["2fa.epoch"]
    )

    assert signed_in.session.session_key != key
    assert signed_in.session["2fa.sid"] != sid
    assert signed_in.META["CSRF_COOKIE"] != token
    assert signed_in.session["2fa.amr"] == ["pwd", "otp", "mfa"]
    assert sessions.has_second_factor(signed_in, by=["totp"])


def test_of_a_session_made_elsewhere_nobody_knows_of_a_password(request_, user):
    auth.login(request_, user, BACKEND)
    epoch = begin_epoch(user, Factors()).epoch

    sessions.renew(request_, user, Evidence(CodeSender()), epoch)

    assert request_.session["2fa.amr"] == ["otp", "mfa"]


def test_the_session_follows_one_move_of_the_epoch(signed_in, user):
    before = read_factors(user).epoch
    changes.reset(user)
    sessions.move_epoch(signed_in, before)
    assert sessions.has_second_factor(signed_in)

    # A reset in the meantime must not be undone.
    changes.reset(user)
    changes.reset(user)
    sessions.move_epoch(signed_in, before + 1)

    assert not sessions.has_second_factor(signed_in)
    sessions.move_epoch(signed_in, None)
    assert not sessions.has_second_factor(signed_in)


def test_the_lazy_object_of_the_middleware_is_opened(signed_in, user):
    signed_in.user = SimpleLazyObject(lambda: user)

    assert type(sessions.get_user(signed_in)) is type(user)
    assert sessions.has_second_factor(signed_in)


def test_another_user_s_factors_are_read_anew(signed_in, user, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    begin_epoch(bob, Factors())

    assert sessions.read_factors(signed_in, user) == read_factors(user)
    assert sessions.read_factors(signed_in, bob) == read_factors(bob)
