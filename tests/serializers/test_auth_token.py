import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import RefreshToken, SlidingToken

from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.token_manager import CodeTokenManager


class FixedManager(CodeTokenManager):
    def check_code_token_and_code(self, token, code):
        return int(token)


class FixedAuthTokenSerializer(AuthTokenSerializer):
    token_manager_class = FixedManager


def test_the_second_step_gives_tokens(validate, user):
    data = validate(FixedAuthTokenSerializer, code_token=str(user.pk), code="1")

    assert list(data) == ["access", "refresh"]


def test_the_second_step_fails_for_nobody(validate, db):
    with pytest.raises(AuthenticationFailed):
        validate(FixedAuthTokenSerializer, code_token="12345", code="1")


def test_a_subclass_may_issue_another_class_of_token(validate, user):
    class SlidingSerializer(FixedAuthTokenSerializer):
        @classmethod
        def get_token_class(cls):
            return SlidingToken

    assert AuthTokenSerializer.get_token_class() is RefreshToken
    data = validate(SlidingSerializer, code_token=str(user.pk), code="1")
    assert SlidingToken(data["token"])
