"""Logins without a password begin with a code token of nobody."""

import pytest
from testproject.enrolling import get_claims
from testproject.passkeys import PASSKEY, SETTINGS

from drf_jwt_2fa.enrollment import passwordless
from drf_jwt_2fa.methods import find_method
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


def only_apps(user):
    return ["totp"]


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"PASSKEY_LOGIN": False}, False),
        ({"METHODS": SETTINGS["METHODS"][1:]}, False),
        ({"TRUSTED_2FA_METHODS": ["totp"]}, False),
        ({"TRUSTED_2FA_METHODS": ["totp", "passkey"]}, True),
        # Whose login it is will only be known later.
        ({"TRUSTED_2FA_METHODS": only_apps}, True),
    ],
)
def test_it_takes_passkeys_that_complete_a_login(configure, changes, is_open):
    configure(**changes)

    assert (passwordless.find_login_method() is not None) is is_open


def test_nothing_is_stored_for_it(db, clock, django_assert_num_queries, cache):
    with django_assert_num_queries(0):
        begun = passwordless.begin(find_method("passkey"), CodeTokenManager())

    assert not cache._cache
    claims = get_claims(begun["token"])
    assert list(claims) == [*("jti", "chg", "iat", "exp", "2fa_method", "2fa_purpose")]
    assert claims["chg"] == begun["challenge"]["challenge"]
    assert begun["expires_in"] == 300
    assert PASSKEY in SETTINGS["METHODS"]
