import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.serializers import CodeTokenSerializer, Jwt2faSerializer
from drf_jwt_2fa.token_manager import CodeTokenManager


def test_a_step_authenticates_and_then_creates_tokens(validate):
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
    class FixedManager(CodeTokenManager):
        pass

    class FixedCodeTokenSerializer(CodeTokenSerializer):
        token_manager_class = FixedManager

    assert type(CodeTokenSerializer().token_manager) is CodeTokenManager
    assert type(FixedCodeTokenSerializer().token_manager) is FixedManager
