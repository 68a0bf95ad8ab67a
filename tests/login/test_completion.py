"""A login that is complete gives tokens, clears limits and is told of."""

import time

import pytest
from django.contrib.auth.signals import user_logged_in
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.tokens import RefreshToken, SlidingToken
from testproject.methods import METHODS

from drf_jwt_2fa.claims import STEP_UP
from drf_jwt_2fa.code_tokens import limits
from drf_jwt_2fa.exceptions import TooManyUnredeemedCodeTokensError
from drf_jwt_2fa.login.answering import Verified, answer
from drf_jwt_2fa.login.auth_tokens import Evidence
from drf_jwt_2fa.login.completion import (
    begin_enrollment,
    complete,
    complete_by_enrollment,
    describe_login,
    finish,
    issue_tokens,
    settle,
)
from drf_jwt_2fa.methods import CodeSender, Factors
from drf_jwt_2fa.state import Place
from drf_jwt_2fa.token_manager import CodeTokenManager

ONE_LOGIN = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d"}


def describe(user, request):
    return {"name": user.get_username(), "access": "theirs"}


@pytest.fixture
def logged_in():
    """The users whose login Django is told of."""
    users = []

    def receive(sender, user, **kwargs):
        users.append(user)

    user_logged_in.connect(receive)
    yield users
    user_logged_in.disconnect(receive)


def make_request():
    return Request(APIRequestFactory().post("/"))


def make_verified(user, **more):
    return Verified(user, Factors(), CodeSender(), **more)


def reserve(user):
    return limits.reserve(user, "login", time.time() + 300)


def test_a_login_gives_tokens_and_django_is_told(user, settings, logged_in):
    settings.JWT2FA_AUTH = {"SEND_USER_LOGGED_IN": True}

    tokens = complete(make_verified(user), RefreshToken, make_request())

    assert list(tokens) == ["access", "refresh"]
    assert logged_in == [user]


def test_a_step_up_gives_tokens_and_is_no_login(user, settings, logged_in):
    settings.JWT2FA_AUTH = {
        "SEND_USER_LOGGED_IN": True,
        "LOGIN_ANSWER": f"{__name__}.describe",
    }

    tokens = complete(
        make_verified(user, purpose=STEP_UP), RefreshToken, make_request()
    )

    assert list(tokens) == ["access", "refresh"]
    assert logged_in == []


def test_what_a_project_tells_of_a_login_replaces_no_token(user, settings):
    settings.JWT2FA_AUTH = {"LOGIN_ANSWER": f"{__name__}.describe"}

    answered = complete(make_verified(user), RefreshToken, make_request())

    assert answered["name"] == "ann"
    assert answered["access"] != "theirs"
    assert describe_login(user, None) == {"name": "ann", "access": "theirs"}


def test_by_default_nothing_more_is_told(user):
    assert describe_login(user, None) == {}


def test_by_an_untrusted_method_it_is_not_complete(user, settings, logged_in):
    settings.JWT2FA_AUTH = {
        **ONE_LOGIN,
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
        "TRUSTED_2FA_METHODS": ["totp"],
        "SEND_USER_LOGGED_IN": True,
    }
    pytest.importorskip("cryptography")
    reserve(user)

    answered = complete(make_verified(user), RefreshToken, make_request())

    assert list(answered) == ["enrollment_token"]
    assert logged_in == []
    with pytest.raises(TooManyUnredeemedCodeTokensError):
        reserve(user)


def test_a_completed_login_gives_back_what_it_took(user, settings, clock):
    sent = []
    settings.JWT2FA_AUTH = {
        **ONE_LOGIN,
        "CODE_SENDER": lambda user, code: sent.append(code),
    }
    manager = CodeTokenManager()
    token = manager.create_code_token(user)

    complete(answer(manager, token, sent[-1], None), RefreshToken, make_request())

    assert reserve(user)


def test_the_place_of_an_address_is_given_back(user, cache, clock):
    settle(make_verified(user), Place("of-an-address", time.time() + 60))

    assert cache.get("of-an-address")


def test_enrolling_completes_a_login(user, settings, logged_in):
    settings.JWT2FA_AUTH = {**ONE_LOGIN, "SEND_USER_LOGGED_IN": True}
    reserve(user)

    complete_by_enrollment(user, Factors(), make_request())

    assert logged_in == [user]
    assert reserve(user)


def test_of_a_login_in_a_session_django_tells_by_itself(user, settings, logged_in):
    settings.JWT2FA_AUTH = {**ONE_LOGIN, "SEND_USER_LOGGED_IN": True}
    reserve(user)

    complete_by_enrollment(user, Factors(), make_request(), in_session=True)
    finish(make_verified(user), make_request(), in_session=True)

    assert logged_in == []
    assert reserve(user)


def test_a_login_that_is_finished_without_tokens_gives_back_what_it_took(
    user, settings, clock, logged_in
):
    sent = []
    settings.JWT2FA_AUTH = {
        **ONE_LOGIN,
        "CODE_SENDER": lambda user, code: sent.append(code),
        "SEND_USER_LOGGED_IN": True,
    }
    manager = CodeTokenManager()
    verified = answer(manager, manager.create_code_token(user), sent[-1], None)

    finish(verified, make_request())

    assert logged_in == [user]
    assert reserve(user)


def test_an_enrolment_token_keeps_the_place_in_the_budget(user, settings):
    settings.JWT2FA_AUTH = ONE_LOGIN
    reserve(user)

    assert begin_enrollment(make_verified(user)).count(".") == 2

    with pytest.raises(TooManyUnredeemedCodeTokensError):
        reserve(user)


@pytest.mark.parametrize(("claims", "expected"), [(True, "code-sender"), (False, None)])
def test_tokens_tell_of_the_method_where_they_shall(user, settings, claims, expected):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": claims}

    [token] = issue_tokens(
        user, SlidingToken, Evidence(CodeSender()), Factors()
    ).values()

    assert SlidingToken(token).get("acr") == expected


def test_an_untrusted_method_completes_nothing_without_tables_either(user, settings):
    settings.JWT2FA_AUTH = {"TRUSTED_2FA_METHODS": ["other"]}
    verified = Verified(user, Factors(), CodeSender())

    assert set(complete(verified, RefreshToken, None)) == {"enrollment_token"}
