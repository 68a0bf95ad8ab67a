"""The user of a code token is looked at once, and refused for what has changed."""

import pytest
from rest_framework.exceptions import PermissionDenied
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.code_tokens import challenges
from drf_jwt_2fa.code_tokens.checked import check
from drf_jwt_2fa.enrollment import passwordless
from drf_jwt_2fa.enrollment.models import Account
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.exceptions import Reason, RefusedError, StepUpsClosedError
from drf_jwt_2fa.login.looks import Look
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture(autouse=True)
def _with_passkeys(settings, clock):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def read(user):
    """Return the checked code token of the user, for this purpose."""
    create_passkey(user)
    manager = CodeTokenManager()

    def read(purpose="login"):
        token = challenges.issue(user, manager, purpose)
        return check(str(token), manager.decode_token)

    return read


def get_reason(token):
    with pytest.raises(RefusedError) as caught:
        Look().check(token)
    return caught.value.reason


def test_the_user_is_read_once(read, user, django_assert_num_queries):
    token, look = read(), Look()
    assert str(token.method.name) == "passkey"

    with django_assert_num_queries(2):
        look.check(token)
        look.check(token)

    assert look.user == user
    assert look.factors.find("passkey")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email": "other@example.com"}, Reason.ACCOUNT_CHANGED),
        ({"password": "another"}, Reason.ACCOUNT_CHANGED),
    ],
)
def test_a_changed_account_is_refused(read, user, change, reason):
    token = read()
    type(user).objects.update(**change)

    assert get_reason(token) is reason


def test_a_moved_epoch_is_a_changed_account(read):
    token = read()
    Account.objects.update(epoch=1)

    assert get_reason(token) is Reason.ACCOUNT_CHANGED


def test_a_method_that_is_offered_no_more_is_refused(read, settings):
    token = read()
    settings.JWT2FA_AUTH = {**SETTINGS, "TRUSTED_2FA_METHODS": ["totp"]}

    assert get_reason(token) is Reason.METHOD_NOT_OFFERED


def test_step_ups_may_be_closed_and_logins_not(read):
    login, step_up = read(), read(STEP_UP)
    Account.objects.update(wrong_step_ups=20)

    Look().check(login)
    with pytest.raises(StepUpsClosedError):
        Look().check(step_up)


@pytest.fixture
def nobody_s(user):
    """A code token of a login by passkey alone, after its answer named the user."""
    manager = CodeTokenManager()
    begun = passwordless.begin(passwordless.find_login_method(), manager)
    token = check(begun["token"], manager.decode_token)
    token.outcome.user_pk = user.pk
    return token


def test_a_token_of_nobody_is_bound_to_no_account(nobody_s, user):
    create_passkey(user)
    type(user).objects.update(email="other@example.com")

    Look().check(nobody_s)


def test_but_its_user_must_be_let_in_and_have_the_method(nobody_s, user):
    assert get_reason(nobody_s) is Reason.METHOD_NOT_OFFERED
    create_passkey(user)
    type(user).objects.update(is_active=False)
    with pytest.raises(PermissionDenied):
        Look().check(nobody_s)
    user.delete()
    assert get_reason(nobody_s) is Reason.NO_USER
