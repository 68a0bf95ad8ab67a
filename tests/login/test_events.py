import pytest
from django.contrib.auth.signals import user_logged_in, user_login_failed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa import signals
from drf_jwt_2fa.login import events

told = []


@pytest.fixture(autouse=True)
def _nothing_told_yet():
    told.clear()


def on_success(user, request):
    told.append(("success", user, request))


def on_failure(credentials, request):
    told.append(("failure", credentials, request))


@pytest.fixture
def request_():
    return Request(APIRequestFactory().post("/"))


@pytest.fixture
def sent():
    """The signals that Django's receivers get."""
    signals = []

    def receive(signal, **kwargs):
        signals.append((signal, kwargs))

    for signal in [user_logged_in, user_login_failed]:
        signal.connect(receive)
    yield signals
    for signal in [user_logged_in, user_login_failed]:
        signal.disconnect(receive)


def test_a_wrong_password_is_told_to_simple_jwts_hook(settings, request_, sent):
    settings.SIMPLE_JWT = {"ON_LOGIN_FAILED": f"{__name__}.on_failure"}

    events.report_wrong_password("ann", request_)

    assert told == [("failure", {"username": "ann"}, request_)]
    assert not sent  # Django's `authenticate` has done that.


def test_a_wrong_code_is_a_failed_login_to_django_and_simple_jwt(
    user, settings, request_, sent
):
    settings.SIMPLE_JWT = {"ON_LOGIN_FAILED": on_failure}

    events.report_wrong_code(user.pk, request_)

    [(signal, kwargs)] = sent
    assert signal is user_login_failed
    assert kwargs["credentials"] == {"username": "ann"}
    assert kwargs["request"] is request_._request
    assert told == [("failure", {"username": "ann"}, request_)]


def test_a_wrong_code_for_nobody_is_no_failed_login(db, request_, sent):
    events.report_wrong_code(12345, request_)

    assert not sent


def test_by_default_a_login_changes_and_tells_nothing(user, request_, sent):
    events.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is None
    assert not sent


def test_last_login_is_updated_where_simple_jwt_is_told_to(user, settings, request_):
    settings.SIMPLE_JWT = {"UPDATE_LAST_LOGIN": True}

    events.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is not None


def test_simple_jwts_hook_takes_the_place_of_updating(user, settings, request_):
    settings.SIMPLE_JWT = {
        "UPDATE_LAST_LOGIN": True,
        "ON_LOGIN_SUCCESS": f"{__name__}.on_success",
    }

    events.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is None
    assert told == [("success", user, request_)]


def test_django_is_told_of_a_login_where_the_project_wants_it(
    user, settings, request_, sent
):
    settings.JWT2FA_AUTH = {"SEND_USER_LOGGED_IN": True}

    events.report_login(user, request_)

    [(signal, kwargs)] = sent
    assert signal is user_logged_in
    assert kwargs["user"] == user
    assert kwargs["sender"] is type(user)
    assert kwargs["request"] is request_._request


@pytest.fixture
def blocked():
    """What the signal of a limit tells."""
    told = []

    def hear(sender, user, request, limit, **kwargs):
        told.append((user, request, limit))

    signals.code_token_blocked.connect(hear)
    yield told
    signals.code_token_blocked.disconnect(hear)


def test_a_dead_token_is_told_with_its_user(user, request_, blocked):
    events.report_dead_token(user.pk, request_)

    assert blocked == [(user, request_._request, "too_many_auth_attempts")]


def test_a_dead_token_of_nobody_is_not_told(db, request_, blocked):
    events.report_dead_token(12345, request_)

    assert not blocked


def test_what_nobody_listens_to_costs_no_query(
    user, request_, django_assert_num_queries, without_listeners
):
    with django_assert_num_queries(0):
        events.report_wrong_code(user.pk, request_)
        events.report_dead_token(user.pk, request_)


def test_a_user_who_is_known_is_not_looked_for(
    user, request_, without_listeners, sent, django_assert_num_queries
):
    with django_assert_num_queries(0):
        events.report_wrong_code(user.pk, request_, user)

    assert len(sent) == 1
