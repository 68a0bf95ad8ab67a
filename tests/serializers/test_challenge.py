"""A code token is exchanged for another one."""

from datetime import timedelta

import pytest
from rest_framework.exceptions import AuthenticationFailed, ValidationError

from drf_jwt_2fa.serializers import (
    AuthTokenSerializer,
    ChallengeSerializer,
    CodeTokenSerializer,
)

CREDENTIALS = {"username": "ann", "password": "correct horse"}


@pytest.fixture
def sent(settings):
    """The codes that are sent, oldest first."""
    codes = []
    settings.JWT2FA_AUTH = {
        "CODE_SENDER": lambda user, code: codes.append(code),
        "RESEND_WAIT_TIME": timedelta(0),
    }
    return codes


@pytest.fixture
def token(sent, user, clock, validate):
    return validate(CodeTokenSerializer, **CREDENTIALS)["token"]


def test_the_new_one_completes_the_login(validate, token, sent):
    new = validate(ChallengeSerializer, code_token=token)["token"]

    assert new != token
    answer = validate(AuthTokenSerializer, code_token=new, code=sent[-1])
    assert list(answer) == ["access", "refresh"]


def test_the_old_one_does_not(validate, token, sent):
    validate(ChallengeSerializer, code_token=token)

    with pytest.raises(AuthenticationFailed):
        validate(AuthTokenSerializer, code_token=token, code=sent[0])


def test_a_method_that_is_not_offered_replaces_nothing(validate, token, sent):
    with pytest.raises(ValidationError):
        validate(ChallengeSerializer, code_token=token, method="totp")

    assert len(sent) == 1
    assert validate(AuthTokenSerializer, code_token=token, code=sent[0])


def test_anything_else_is_not_exchanged(validate, sent, db):
    with pytest.raises(AuthenticationFailed):
        validate(ChallengeSerializer, code_token="x")

    assert sent == []
