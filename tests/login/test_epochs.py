"""An access token is of the epoch of its user, or outdated."""

from types import SimpleNamespace

import pytest
from rest_framework_simplejwt.tokens import AccessToken
from testproject.methods import METHODS

from drf_jwt_2fa.exceptions import LoginOutdatedError
from drf_jwt_2fa.login.epochs import check_epoch, has_token, is_present, require_token
from drf_jwt_2fa.methods import Factors

pytest.importorskip("cryptography")

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.store import begin_epoch, read_factors

NO_TOKENS = [None, "text", {"2fa_epoch": 3}]


@pytest.fixture(autouse=True)
def _with_tables(settings):
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


def make_token(epoch=None):
    token = AccessToken()
    if epoch is not None:
        token["2fa_epoch"] = epoch
    return token


def make_request(auth):
    return SimpleNamespace(auth=auth)


@pytest.mark.parametrize(
    ("claimed", "epoch", "expected"),
    [
        (3, 3, True),
        (2, 3, False),
        (4, 3, False),
        (None, 3, False),
        (3, None, False),
        # Before the tables were there.
        (None, None, True),
        # Equal to 1 in Python, and forged or broken in a token.
        (True, 1, False),
        (1.0, 1, False),
    ],
)
def test_a_token_is_of_one_epoch(claimed, epoch, expected):
    assert is_present(make_token(claimed), Factors(epoch=epoch)) is expected


@pytest.mark.parametrize("auth", NO_TOKENS)
def test_what_is_no_token_is_of_no_epoch(auth):
    assert not is_present(auth, Factors(epoch=3))


def test_without_tables_there_are_no_epochs(settings):
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "drf_jwt_2fa.enrollment"
    ]

    assert is_present(make_token(2), Factors(epoch=3))


def test_the_factors_are_those_of_now_and_an_earlier_token_is_outdated(user):
    epoch = begin_epoch(user, Factors()).epoch
    request = make_request(make_token(epoch))
    assert check_epoch(request, user) == read_factors(user)

    changes.reset(user)

    with pytest.raises(LoginOutdatedError):
        check_epoch(request, user)


def test_a_token_is_returned():
    token = make_token()

    assert require_token(make_request(token)) is token
    assert has_token(make_request(token))


@pytest.mark.parametrize("auth", NO_TOKENS)
def test_without_a_token_there_is_an_error_and_a_hint_in_the_log(auth, caplog):
    with pytest.raises(LoginOutdatedError):
        require_token(make_request(auth))

    assert f"request.auth is of type {type(auth).__name__}" in caplog.text
