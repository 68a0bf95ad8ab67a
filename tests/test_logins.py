from types import SimpleNamespace

import pytest
from django.contrib.auth.signals import user_logged_in, user_login_failed
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.login import passwords as logins

told = []


@pytest.fixture(autouse=True)
def _nothing_told_yet():
    told.clear()


def on_success(user, request):
    told.append(("success", user, request))


def on_failure(credentials, request):
    told.append(("failure", credentials, request))


def allow_nobody(user):
    return False


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


def test_a_user_is_found_by_key(user):
    assert logins.get_user(user.pk) == user
    assert logins.get_user(str(user.pk)) == user


@pytest.mark.parametrize("key", [0, "x", "", None, [1], "\x00"])
def test_a_key_that_is_nobodys_is_a_wrong_credential(db, key):
    with pytest.raises(AuthenticationFailed):
        logins.get_user(key)


def test_an_inactive_user_may_not_log_in():
    with pytest.raises(PermissionDenied):
        logins.check_user(SimpleNamespace(is_active=False))


def test_simple_jwts_authentication_rule_may_forbid_a_user(user, settings):
    logins.check_user(user)
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": f"{__name__}.allow_nobody"}

    with pytest.raises(AuthenticationFailed):
        logins.check_user(user)


def test_a_wrong_password_is_told_to_simple_jwts_hook(settings, request_, sent):
    settings.SIMPLE_JWT = {"ON_LOGIN_FAILED": f"{__name__}.on_failure"}

    logins.report_wrong_password("ann", request_)

    assert told == [("failure", {"username": "ann"}, request_)]
    assert not sent  # Django's `authenticate` has done that.


def test_a_wrong_code_is_a_failed_login_to_django_and_simple_jwt(
    user, settings, request_, sent
):
    settings.SIMPLE_JWT = {"ON_LOGIN_FAILED": on_failure}

    logins.report_wrong_code(user.pk, request_)

    [(signal, kwargs)] = sent
    assert signal is user_login_failed
    assert kwargs["credentials"] == {"username": "ann"}
    assert kwargs["request"] is request_._request
    assert told == [("failure", {"username": "ann"}, request_)]


def test_a_wrong_code_for_nobody_is_no_failed_login(db, request_, sent):
    logins.report_wrong_code(12345, request_)

    assert not sent


def test_by_default_a_login_changes_and_tells_nothing(user, request_, sent):
    logins.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is None
    assert not sent


def test_last_login_is_updated_where_simple_jwt_is_told_to(user, settings, request_):
    settings.SIMPLE_JWT = {"UPDATE_LAST_LOGIN": True}

    logins.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is not None


def test_simple_jwts_hook_takes_the_place_of_updating(user, settings, request_):
    settings.SIMPLE_JWT = {
        "UPDATE_LAST_LOGIN": True,
        "ON_LOGIN_SUCCESS": f"{__name__}.on_success",
    }

    logins.report_login(user, request_)

    user.refresh_from_db()
    assert user.last_login is None
    assert told == [("success", user, request_)]


def test_django_is_told_of_a_login_where_the_project_wants_it(
    user, settings, request_, sent
):
    settings.JWT2FA_AUTH = {"SEND_USER_LOGGED_IN": True}

    logins.report_login(user, request_)

    [(signal, kwargs)] = sent
    assert signal is user_logged_in
    assert kwargs["user"] == user
    assert kwargs["sender"] is type(user)
    assert kwargs["request"] is request_._request


def test_without_a_request_there_is_none_to_tell_of():
    assert logins.get_http_request(None) is None
