import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import RefreshToken, SlidingToken
from testproject.models import Member

from drf_jwt_2fa.serializers import (
    AuthTokenSerializer,
    CodeTokenSerializer,
    Jwt2faSerializer,
)
from drf_jwt_2fa.token_manager import CodeTokenManager


class FixedManager(CodeTokenManager):
    def create_code_token(self, user):
        return f"code token of {user.get_username()}"

    def check_code_token_and_code(self, token, code):
        return int(token)


class FixedCodeTokenSerializer(CodeTokenSerializer):
    token_manager_class = FixedManager


class FixedAuthTokenSerializer(AuthTokenSerializer):
    token_manager_class = FixedManager


def validate(serializer_class, **data):
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def test_a_step_authenticates_and_then_creates_tokens():
    class Step(Jwt2faSerializer):
        def _authenticate(self, attrs):
            return "ann"

        def _create_tokens(self, user):
            return {"token": f"for {user}"}

    assert validate(Step) == {"token": "for ann"}


def test_a_step_must_say_how_to_do_both():
    with pytest.raises(ImproperlyConfigured, match="Jwt2faSerializer"):
        Jwt2faSerializer()._authenticate({})
    with pytest.raises(ImproperlyConfigured, match="Jwt2faSerializer"):
        Jwt2faSerializer()._create_tokens(None)


def test_every_serializer_has_a_token_manager_of_its_class():
    assert type(CodeTokenSerializer().token_manager) is CodeTokenManager
    assert type(FixedCodeTokenSerializer().token_manager) is FixedManager


def test_the_first_step_needs_no_request(user):
    data = validate(FixedCodeTokenSerializer, username="ann", password="correct horse")

    assert data == {"token": "code token of ann"}


def test_the_second_step_gives_tokens(user):
    data = validate(FixedAuthTokenSerializer, code_token=str(user.pk), code="1")

    assert list(data) == ["access", "refresh"]


def test_the_second_step_fails_for_nobody(db):
    with pytest.raises(AuthenticationFailed):
        validate(FixedAuthTokenSerializer, code_token="12345", code="1")


def test_a_subclass_may_issue_another_class_of_token(user):
    class SlidingSerializer(FixedAuthTokenSerializer):
        @classmethod
        def get_token_class(cls):
            return SlidingToken

    assert AuthTokenSerializer.get_token_class() is RefreshToken
    data = validate(SlidingSerializer, code_token=str(user.pk), code="1")
    assert SlidingToken(data["token"])


@pytest.fixture
def member(db, settings):
    settings.AUTH_USER_MODEL = "testproject.Member"
    return Member.objects.create_user("mia@example.com", " spaced password ")


def test_the_user_name_is_called_as_the_user_model_calls_it(member):
    assert list(CodeTokenSerializer().fields) == ["address", "password"]
    assert validate(
        FixedCodeTokenSerializer,
        address="mia@example.com",
        password=" spaced password ",
    ) == {"token": "code token of mia@example.com"}


def test_username_is_accepted_in_its_place(member):
    credentials = {"username": "mia@example.com", "password": " spaced password "}
    form = QueryDict(mutable=True)
    form.update(credentials)

    for data in [credentials, form]:
        serializer = FixedCodeTokenSerializer(data=data)
        assert serializer.is_valid(), serializer.errors


def test_a_subclass_finds_the_user_name_as_username_too(member):
    class Step(CodeTokenSerializer):
        def _authenticate(self, attrs):
            return attrs["username"], attrs["address"]

        def _create_tokens(self, user):
            return {"seen": user}

    data = validate(Step, address="mia@example.com", password="x")

    assert data == {"seen": ("mia@example.com", "mia@example.com")}


def test_errors_name_the_field_as_the_user_model_does(member):
    serializer = CodeTokenSerializer(data={})

    assert not serializer.is_valid()
    assert list(serializer.errors) == ["address", "password"]


@pytest.mark.parametrize("data", [[], "text", 1, None])
def test_data_that_is_no_mapping_is_a_validation_error(data):
    assert not CodeTokenSerializer(data=data).is_valid()
