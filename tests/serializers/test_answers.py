"""Requests that answer a challenge have one answer, of the right kind."""

import json

import pytest
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, ValidationError
from testproject.methods import METHODS
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.code_tokens import challenges
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.methods import find_method
from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.serializers.answers import get_answer, take_credentials
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


@pytest.fixture
def key(user):
    return create_passkey(user)


@pytest.fixture
def issue(user, key):
    """Issue a code token of the method; return it and the challenge."""

    def issue(name):
        token = challenges.issue(user, CodeTokenManager(), wanted=find_method(name))
        return str(token), token.issued.public

    return issue


def read(**data):
    return AuthTokenSerializer().to_internal_value(data)


def get_errors(**data):
    with pytest.raises(ValidationError) as caught:
        read(**data)
    return json.loads(json.dumps(caught.value.detail))


def test_without_such_methods_nothing_has_changed(settings):
    settings.JWT2FA_AUTH = {"METHODS": METHODS}

    fields = AuthTokenSerializer().fields

    assert list(fields) == ["code_token", "code"]
    assert fields["code"].required
    assert not take_credentials()
    assert read(code_token="x", code="y", credential=7) == {
        "code_token": "x",
        "code": "y",
    }


def test_with_them_there_is_another_field():
    assert take_credentials()
    assert list(AuthTokenSerializer().fields) == ["code_token", "code", "credential"]


def test_a_password_has_room_there_too(settings):
    settings.JWT2FA_AUTH = {**SETTINGS, "FALLBACK_2FA_METHOD": "no-2fa"}

    fields = AuthTokenSerializer().fields

    assert not fields["code"].required
    assert fields["code"].max_length == 4096


def test_exactly_one_answer_is_right(issue, key):
    token, options = issue("passkey")
    credential = key.answer(options)

    assert get_answer(read(code_token=token, credential=credential)) == credential
    assert get_errors(code_token=token) == {"code": ["This field is required."]}
    both = {"code": "1234567", "credential": credential}
    assert get_errors(code_token=token, **both) == {
        "credential": ["Send a code or a credential, not both."]
    }
    assert get_errors(credential=credential) == {
        "code_token": ["This field is required."]
    }


def test_the_method_of_the_code_token_decides_which(issue, key, settings):
    token, options = issue("passkey")
    message = ["This code token takes another kind of answer."]
    assert get_errors(code_token=token, code="1234567") == {"code": message}

    credential = key.answer(options)
    settings.JWT2FA_AUTH = {**SETTINGS, "OFFER_FALLBACK_2FA_METHOD": True}
    token, _nothing = issue("code-sender")
    assert get_errors(code_token=token, credential=credential) == {
        "credential": message
    }
    assert read(code_token=token, code="1234567")


@pytest.mark.parametrize(
    "credential",
    [
        *("text", '{"id": "x"}', 7, None, True, [], ["x"], {}),
        {"id": "x" * 65536},
        {"id": "QUFB", "rawId": "QUFB", "type": "public-key"},
    ],
)
def test_what_is_no_credential_is_an_error_of_that_field(issue, credential):
    token, _options = issue("passkey")

    errors = get_errors(code_token=token, credential=credential)

    assert list(errors) == ["credential"]
    assert isinstance(errors["credential"][0], str)


def test_the_size_is_limited(issue):
    errors = get_errors(code_token="x", credential={"a": "x" * 65536})
    assert errors == {"credential": ["This must not take more than 65536 bytes."]}

    with pytest.raises(AuthenticationFailed):
        read(code_token="x", credential={"a": "x" * 65000})


def test_a_credential_for_no_genuine_token_is_refused_as_such(issue, key):
    token, options = issue("passkey")

    for wrong in ("junk", token[:-3], token + "x"):
        with pytest.raises(AuthenticationFailed):
            read(code_token=wrong, credential=key.answer(options))


def test_a_code_for_one_is_refused_where_it_always_was():
    assert read(code_token="junk", code="1234567")["code"] == "1234567"


def test_a_manager_of_1_0_0_never_sees_a_mapping(issue, key):
    class Manager(CodeTokenManager):
        def decode_token(self, token):
            raise AuthenticationFailed

        def check_code_token_and_code(self, token, code):
            raise AssertionError(code)

    class Serializer(AuthTokenSerializer):
        token_manager_class = Manager

    _token, options = issue("passkey")
    serializer = Serializer(data={"code_token": "x", "credential": key.answer(options)})
    with pytest.raises(AuthenticationFailed):
        serializer.is_valid()


def test_a_form_may_have_the_object_as_json(issue, key):
    from django.http import QueryDict  # noqa: PLC0415

    token, options = issue("passkey")
    credential = key.answer(options)
    form = QueryDict(mutable=True)
    form.update({"code_token": token, "credential": json.dumps(credential)})

    attrs = AuthTokenSerializer().to_internal_value(form)

    assert get_answer(attrs) == credential
    assert isinstance(AuthTokenSerializer().fields["credential"], serializers.Field)
