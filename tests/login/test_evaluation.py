"""The answer is evaluated after all else, and the code token used up once."""

import pytest
from rest_framework.exceptions import PermissionDenied
from testproject.cards import Pigeon
from testproject.client import other_code
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.code_tokens.checked import check
from drf_jwt_2fa.enrollment import passwordless
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey
from drf_jwt_2fa.exceptions import (
    IncorrectCodeError,
    Reason,
    RefusedError,
    TokenAlreadyUsedError,
    TooManyAuthAttemptsError,
    UnknownPasskeyError,
)
from drf_jwt_2fa.login.evaluation import evaluate
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture
def looked():
    return []


@pytest.fixture
def look(looked):
    return lambda token: looked.append(token.user_pk)


def refuse(token):
    raise PermissionDenied


@pytest.fixture
def pigeon(user, settings, clock):
    settings.JWT2FA_AUTH = {
        "METHODS": ["testproject.cards.Pigeon"],
        "FALLBACK_2FA_METHOD": "pigeon",
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 2,
    }
    Pigeon.flights.clear()
    manager = CodeTokenManager()
    token = manager.create_code_token(user)
    return lambda: check(str(token), manager.decode_token)


def test_a_right_answer_names_the_user_and_uses_the_token_up(pigeon, look, user):
    code = Pigeon.flights[-1]

    assert evaluate(pigeon(), look, code, CodeTokenManager()) == user.pk
    with pytest.raises(TokenAlreadyUsedError):
        evaluate(pigeon(), look, code, CodeTokenManager())


def test_wrong_answers_are_counted(pigeon, look):
    code = Pigeon.flights[-1]

    for _time in range(2):
        with pytest.raises(IncorrectCodeError) as caught:
            evaluate(pigeon(), look, other_code(code), CodeTokenManager())
        assert caught.value.reason is Reason.WRONG_CODE
    with pytest.raises(TooManyAuthAttemptsError):
        evaluate(pigeon(), look, code, CodeTokenManager())


@pytest.fixture
def passkey(user, settings, clock):
    """A code token of nobody, and the options that go with it."""
    settings.JWT2FA_AUTH = {**SETTINGS, "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 2}
    key = create_passkey(user)
    manager = CodeTokenManager()
    begun = passwordless.begin(passwordless.find_login_method(), manager)
    return (
        key,
        begun["challenge"],
        lambda: check(begun["token"], manager.decode_token),
    )


def test_without_a_user_in_the_token_the_answer_names_one(passkey, look, looked, user):
    key, options, read = passkey
    token, answer = read(), key.answer(options)

    assert evaluate(token, look, answer, None) == user.pk

    # The user is looked at before the signature is, and before the token is used up.
    assert looked == [user.pk, user.pk]
    assert token.user_pk == user.pk
    assert token.outcome.amr == ("hwk", "pop", "user", "mfa")
    with pytest.raises(TokenAlreadyUsedError):
        evaluate(read(), look, answer, None)


def test_nobody_is_looked_at_before_the_answer_names_them(passkey):
    key, options, read = passkey

    with pytest.raises(IncorrectCodeError):
        evaluate(read(), refuse, key.answer(options, origin="https://x.org"), None)
    with pytest.raises(PermissionDenied):
        evaluate(read(), refuse, key.answer(options), None)


def test_answers_of_anybody_are_counted(passkey, look):
    key, options, read = passkey

    with pytest.raises(UnknownPasskeyError):
        evaluate(
            read(), look, SoftwarePasskey(user_handle="QUFB").answer(options), None
        )
    with pytest.raises(IncorrectCodeError) as caught:
        evaluate(read(), look, key.answer(options, signature="QUFB"), None)
    assert caught.value.reason is Reason.WRONG_PASSKEY
    assert caught.value.explanation == "signature"
    with pytest.raises(TooManyAuthAttemptsError):
        evaluate(read(), look, key.answer(options), None)


def test_a_token_of_nobody_needs_no_record(passkey, look, settings, user):
    key, options, read = passkey
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "REQUIRE_KNOWN_CODE_TOKENS": True}

    assert evaluate(read(), look, key.answer(options), None) == user.pk


def test_any_other_does(pigeon, look, settings, cache):
    code = Pigeon.flights[-1]
    cache.clear()
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "REQUIRE_KNOWN_CODE_TOKENS": True}

    with pytest.raises(RefusedError) as caught:
        evaluate(pigeon(), look, code, None)
    assert caught.value.reason is Reason.UNKNOWN_TOKEN
