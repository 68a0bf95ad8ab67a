"""Beside django-axes, which locks accounts after failed logins."""

import pytest
from django.contrib.auth.signals import user_login_failed
from testproject.client import other_code
from testproject.models import Member

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _axes(settings):
    settings.AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    settings.MIDDLEWARE = ["axes.middleware.AxesMiddleware"]
    settings.AXES_FAILURE_LIMIT = 3
    # It is worked out once, for the user model of that moment.
    settings.AXES_USERNAME_FORM_FIELD = "username"
    settings.AXES_LOCKOUT_PARAMETERS = ["username"]
    settings.AXES_RESET_ON_SUCCESS = True


def test_wrong_passwords_lock_the_account(api, user):
    for _ in range(2):
        assert api.get_code(password="wrong").status_code == 401

    assert api.get_code(password="wrong").status_code == 429
    assert api.get_code().status_code == 429


def test_wrong_codes_count_as_well(api, user):
    code, code_token = api.get_code_and_token()
    for _ in range(2):
        assert api.auth_after_wait(code_token, other_code(code)).status_code == 401
    api.auth_after_wait(code_token, other_code(code))

    assert api.get_code().status_code == 429


def test_a_complete_login_resets_the_count(api, user, settings):
    settings.JWT2FA_AUTH = {"SEND_USER_LOGGED_IN": True}

    for _ in range(3):
        for _ in range(2):
            assert api.get_code(password="wrong").status_code == 401
        assert api.log_in()


def test_a_right_password_alone_does_not(api, user):
    for _ in range(2):
        api.get_code(password="wrong")
    assert api.get_code().status_code == 200

    assert api.get_code(password="wrong").status_code == 429


class TakesAddress:
    """A back end beside axes' that does not take `username`."""

    def authenticate(self, request, address, password):
        return None


@pytest.mark.parametrize("backends", [[], [f"{__name__}.TakesAddress"]])
def test_one_wrong_password_counts_once(db, api, settings, backends):
    settings.AUTH_USER_MODEL = "testproject.Member"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, *backends]
    Member.objects.create_user("ann@example.com", "correct horse")
    told = []

    def hear(sender, credentials, **kwargs):
        told.append(credentials)

    user_login_failed.connect(hear)
    response = api.get_code("ann@example.com", "wrong")
    user_login_failed.disconnect(hear)

    assert response.status_code == 401
    assert len(told) == 1
