"""The contract of `drf_jwt_2fa.serializers`."""

from types import SimpleNamespace

import pytest
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from testproject.client import other_code

from drf_jwt_2fa.serializers import (
    AuthTokenSerializer,
    CodeTokenSerializer,
    Jwt2faSerializer,
)
from drf_jwt_2fa.token_manager import CodeTokenManager

SIMPLE_JWT_SERIALIZERS = "rest_framework_simplejwt.serializers"
CREDENTIALS = {"username": "ann", "password": "correct horse"}


class ShopRefreshToken(RefreshToken):
    """A project's own refresh token."""


class ShopTokenObtainSerializer(TokenObtainPairSerializer):
    token_class = ShopRefreshToken


class FixedManager(CodeTokenManager):
    def generate_verification_code(self):
        return "1234567"


@pytest.fixture
def simple_jwt(settings):
    """A function that sets Simple JWT's settings."""

    def set_simple_jwt(**values):
        settings.SIMPLE_JWT = values

    return set_simple_jwt


@pytest.fixture
def code_token(user, clock, sent):
    return CodeTokenManager().create_code_token(user)


@pytest.fixture
def attempt(code_token, sent):
    """The data of a right attempt."""
    return {"code_token": code_token, "code": sent[-1][1]}


def validated(serializer_class, data, **kwargs):
    serializer = serializer_class(data=data, **kwargs)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


# The base class


@pytest.mark.parametrize(
    "serializer_class", [Jwt2faSerializer, CodeTokenSerializer, AuthTokenSerializer]
)
def test_a_serializer_has_a_token_manager(serializer_class):
    assert issubclass(serializer_class, Jwt2faSerializer)
    assert issubclass(serializer_class, serializers.Serializer)
    assert serializer_class.token_manager_class is CodeTokenManager
    assert type(serializer_class().token_manager) is CodeTokenManager


@pytest.mark.parametrize("base", [CodeTokenSerializer, AuthTokenSerializer])
def test_a_subclass_names_another_token_manager(base):
    class Own(base):
        token_manager_class = FixedManager

    assert type(Own().token_manager) is FixedManager


def test_to_validate_is_to_authenticate_and_then_to_create_tokens():
    calls = []
    someone = object()

    class Pin(Jwt2faSerializer):
        pin = serializers.CharField()

        def _authenticate(self, attrs):
            calls.append(("authenticate", dict(attrs)))
            return someone

        def _create_tokens(self, user):
            calls.append(("create", user))
            return {"pass": "abc"}

    assert validated(Pin, {"pin": "12"}) == {"pass": "abc"}
    assert calls == [("authenticate", {"pin": "12"}), ("create", someone)]


def test_no_token_is_created_if_authentication_fails():
    class Closed(Jwt2faSerializer):
        def _authenticate(self, attrs):
            raise AuthenticationFailed("Closed.")

        def _create_tokens(self, user):
            raise AssertionError("Nobody was authenticated.")

    with pytest.raises(AuthenticationFailed) as caught:
        validated(Closed, {})
    assert str(caught.value.detail) == "Closed."


def test_the_token_manager_is_the_same_for_the_life_of_a_serializer():
    serializer = CodeTokenSerializer()
    assert serializer.token_manager is serializer.token_manager
    assert serializer.token_manager is not CodeTokenSerializer().token_manager


# The first step


def test_the_fields_of_the_first_step_are_a_name_and_a_password():
    assert list(CodeTokenSerializer().fields) == ["username", "password"]


def test_the_first_step_gives_a_code_token(user, clock, sent):
    data = validated(CodeTokenSerializer, CREDENTIALS)
    assert list(data) == ["token"]
    key = CodeTokenManager().check_code_token_and_code(data["token"], sent[0][1])
    assert key == user.pk


def test_the_first_step_refuses_wrong_credentials(user, sent):
    with pytest.raises(AuthenticationFailed):
        validated(CodeTokenSerializer, {"username": "ann", "password": "wrong"})
    assert sent == []


def test_the_first_step_uses_the_token_manager_of_a_subclass(user, clock, sent):
    class Own(CodeTokenSerializer):
        token_manager_class = FixedManager

    validated(Own, CREDENTIALS)
    assert [code for _, code in sent] == ["1234567"]


def test_the_first_step_uses_the_token_manager_of_the_instance(user, clock, sent):
    serializer = CodeTokenSerializer(data=CREDENTIALS)
    serializer.token_manager.generate_verification_code = lambda: "7654321"
    assert serializer.is_valid()
    assert [code for _, code in sent] == ["7654321"]


def test_the_first_step_uses_a_token_manager_assigned_to_the_instance(user):
    serializer = CodeTokenSerializer(data=CREDENTIALS)
    serializer.token_manager = SimpleNamespace(
        create_code_token=lambda given: f"for {given.pk}"
    )
    assert serializer.is_valid()
    assert serializer.validated_data == {"token": f"for {user.pk}"}


def test_the_first_step_may_authenticate_otherwise(clock, sent, someone):
    class Open(CodeTokenSerializer):
        def _authenticate(self, attrs):
            assert attrs["username"] == "ann"
            assert attrs["password"] == "correct horse"
            return someone

    assert validated(Open, CREDENTIALS)["token"]
    assert [user for user, _ in sent] == [someone]


def test_the_first_step_may_authenticate_and_then_look_closer(user, clock, sent):
    class Staff(CodeTokenSerializer):
        def _authenticate(self, attrs):
            given = super()._authenticate(attrs)
            if not given.is_staff:
                raise PermissionDenied("Staff only.")
            return given

    with pytest.raises(PermissionDenied):
        validated(Staff, CREDENTIALS)
    assert sent == []
    user.is_staff = True
    user.save()
    assert validated(Staff, CREDENTIALS)["token"]


def test_the_first_step_may_add_to_the_answer(user, clock, sent):
    class Friendly(CodeTokenSerializer):
        def _create_tokens(self, user):
            tokens = super()._create_tokens(user)
            tokens["greeting"] = f"Hello {user.username}"
            return tokens

    data = validated(Friendly, CREDENTIALS)
    assert sorted(data) == ["greeting", "token"]
    assert data["greeting"] == "Hello ann"


def test_the_first_step_may_have_more_fields(user, clock, sent):
    class WithShop(CodeTokenSerializer):
        shop = serializers.CharField()

        def _authenticate(self, attrs):
            assert attrs["shop"] == "x"
            return super()._authenticate(attrs)

    assert validated(WithShop, {**CREDENTIALS, "shop": "x"})["token"]


def test_the_pieces_of_the_first_step_can_be_called(user, clock, sent):
    serializer = CodeTokenSerializer()
    assert serializer._authenticate(dict(CREDENTIALS)) == user
    assert list(serializer._create_tokens(user)) == ["token"]


def test_a_subclass_finds_the_user_name_for_such_a_user_model(
    settings, clock, sent, someone
):
    class Open(CodeTokenSerializer):
        def _authenticate(self, attrs):
            assert attrs["username"] == "ann"
            return someone

    settings.AUTH_USER_MODEL = "testproject.Member"
    assert validated(Open, CREDENTIALS)["token"]


# The second step


def test_the_fields_of_the_second_step_are_a_code_token_and_a_code():
    assert list(AuthTokenSerializer().fields) == ["code_token", "code"]


def test_the_second_step_gives_an_access_and_a_refresh_token(user, attempt):
    data = validated(AuthTokenSerializer, attempt)
    assert sorted(data) == ["access", "refresh"]
    assert str(AccessToken(data["access"])["user_id"]) == str(user.pk)
    assert str(RefreshToken(data["refresh"])["user_id"]) == str(user.pk)
    assert all(isinstance(token, str) for token in data.values())


def test_the_second_step_refuses_a_wrong_code(attempt):
    with pytest.raises(AuthenticationFailed):
        validated(AuthTokenSerializer, {**attempt, "code": other_code(attempt["code"])})


def test_the_second_step_uses_the_token_manager_of_a_subclass(user, attempt):
    class AnyCode(CodeTokenManager):
        def is_verification_code_ok(self, code, nonce, hashed_code):
            return True

    class Own(AuthTokenSerializer):
        token_manager_class = AnyCode

    data = validated(Own, {**attempt, "code": other_code(attempt["code"])})
    assert sorted(data) == ["access", "refresh"]


def test_the_second_step_uses_a_token_manager_assigned_to_the_instance(user, clock):
    serializer = AuthTokenSerializer(data={"code_token": "t", "code": "c"})
    serializer.token_manager = SimpleNamespace(
        check_code_token_and_code=lambda token, code: user.pk
    )
    assert serializer.is_valid()
    assert sorted(serializer.validated_data) == ["access", "refresh"]


def test_the_second_step_may_authenticate_otherwise(user, clock):
    class Open(AuthTokenSerializer):
        def _authenticate(self, attrs):
            assert dict(attrs) == {"code_token": "t", "code": "c"}
            return user

    data = validated(Open, {"code_token": "t", "code": "c"})
    assert sorted(data) == ["access", "refresh"]


def test_the_second_step_may_add_to_the_answer(user, attempt):
    class Friendly(AuthTokenSerializer):
        def _create_tokens(self, user):
            tokens = super()._create_tokens(user)
            tokens["name"] = user.username
            return tokens

    data = validated(Friendly, attempt)
    assert sorted(data) == ["access", "name", "refresh"]


def test_the_pieces_of_the_second_step_can_be_called(user, attempt):
    serializer = AuthTokenSerializer()
    assert serializer._authenticate(attempt) == user
    assert sorted(serializer._create_tokens(user)) == ["access", "refresh"]


def test_the_second_step_refuses_a_user_who_is_gone(user, attempt):
    user.delete()
    with pytest.raises(AuthenticationFailed):
        validated(AuthTokenSerializer, attempt)


def test_the_second_step_denies_an_inactive_user(user, attempt):
    user.is_active = False
    user.save()
    with pytest.raises(PermissionDenied):
        validated(AuthTokenSerializer, attempt)


# The class of the issued token


def test_the_token_class_is_a_refresh_token_by_default():
    assert AuthTokenSerializer.get_token_class() is RefreshToken


@pytest.mark.parametrize(
    "name", ["TokenObtainSlidingSerializer", "TokenRefreshSlidingSerializer"]
)
def test_a_sliding_token_gives_one_key(user, attempt, simple_jwt, name):
    simple_jwt(TOKEN_OBTAIN_SERIALIZER=f"{SIMPLE_JWT_SERIALIZERS}.{name}")
    assert AuthTokenSerializer.get_token_class() is SlidingToken
    data = validated(AuthTokenSerializer, attempt)
    assert list(data) == ["token"]
    assert str(SlidingToken(data["token"])["user_id"]) == str(user.pk)


def test_the_key_of_a_sliding_token_is_configurable(
    user, attempt, simple_jwt, configure
):
    simple_jwt(
        TOKEN_OBTAIN_SERIALIZER=f"{SIMPLE_JWT_SERIALIZERS}.TokenObtainSlidingSerializer"
    )
    configure(AUTH_RESULT_OTHER_TOKEN_KEY="jwt")
    assert list(validated(AuthTokenSerializer, attempt)) == ["jwt"]


def test_the_keys_of_a_pair_are_configurable(attempt, configure):
    configure(
        AUTH_RESULT_ACCESS_TOKEN_KEY="short", AUTH_RESULT_REFRESH_TOKEN_KEY="long"
    )
    data = validated(AuthTokenSerializer, attempt)
    assert AccessToken(data["short"])["token_type"] == "access"
    assert RefreshToken(data["long"])["token_type"] == "refresh"


def test_the_token_class_is_that_of_a_projects_own_serializer(simple_jwt):
    simple_jwt(TOKEN_OBTAIN_SERIALIZER=f"{__name__}.ShopTokenObtainSerializer")
    assert AuthTokenSerializer.get_token_class() is ShopRefreshToken


def test_the_token_class_follows_every_change_of_simple_jwts_settings(settings):
    serializer = f"{SIMPLE_JWT_SERIALIZERS}.TokenObtainSlidingSerializer"
    for _ in range(2):
        settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": serializer}
        assert AuthTokenSerializer.get_token_class() is SlidingToken
        settings.SIMPLE_JWT = {}
        assert AuthTokenSerializer.get_token_class() is RefreshToken


def test_a_subclass_names_another_token_class(user, attempt):
    class Sliding(AuthTokenSerializer):
        @classmethod
        def get_token_class(cls):
            return SlidingToken

    assert list(validated(Sliding, attempt)) == ["token"]


def test_a_subclass_may_extend_the_token_class(user, attempt):
    class Extended(AuthTokenSerializer):
        @classmethod
        def get_token_class(cls):
            class WithShop(super().get_token_class()):
                @classmethod
                def for_user(cls, user):
                    token = super().for_user(user)
                    token["shop"] = "x"
                    return token

            return WithShop

    data = validated(Extended, attempt)
    assert RefreshToken(data["refresh"])["shop"] == "x"
    assert AccessToken(data["access"])["shop"] == "x"
