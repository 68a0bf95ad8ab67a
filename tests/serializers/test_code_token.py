import pytest
from django.http import QueryDict
from rest_framework import serializers
from testproject.models import Member

from drf_jwt_2fa.serializers import CodeTokenSerializer
from drf_jwt_2fa.token_manager import CodeTokenManager


class FixedManager(CodeTokenManager):
    def create_code_token(self, user):
        return f"code token of {user.get_username()}"


class FixedCodeTokenSerializer(CodeTokenSerializer):
    token_manager_class = FixedManager


def test_the_first_step_needs_no_request(validate, user):
    data = validate(FixedCodeTokenSerializer, username="ann", password="correct horse")

    assert data == {"token": "code token of ann"}


@pytest.fixture
def member(db, settings):
    settings.AUTH_USER_MODEL = "testproject.Member"
    return Member.objects.create_user("mia@example.com", " spaced password ")


def test_the_user_name_is_called_as_the_user_model_calls_it(validate, member):
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


def test_a_subclass_finds_the_user_name_as_username_too(validate, member):
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


class AddressSerializer(FixedCodeTokenSerializer):
    """Takes addresses for user names."""

    username = serializers.EmailField(max_length=5)


def test_a_field_of_the_project_s_own_stays_as_it_is(db):
    field = AddressSerializer().fields["username"]

    assert isinstance(field, serializers.EmailField)
    assert field.max_length == 5


def test_the_user_name_may_be_a_property_of_the_user(user, monkeypatch):
    monkeypatch.setattr(type(user), "USERNAME_FIELD", "nickname")

    assert FixedCodeTokenSerializer().fields["nickname"].max_length
