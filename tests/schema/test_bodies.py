"""Answers under names that clients know."""

import pytest
from django.urls import path
from rest_framework_simplejwt.tokens import SlidingToken
from schema.reading import get_body, get_content, get_operation
from testproject.urls import urlpatterns

from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.views import ObtainAuthToken

pytestmark = pytest.mark.integration
# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")


class SlidingSerializer(AuthTokenSerializer):
    @classmethod
    def get_token_class(cls):
        return SlidingToken


SLIDING = path("x/", ObtainAuthToken.as_view(serializer_class=SlidingSerializer))


def get_name(schema, endpoint):
    ref = get_content(schema, endpoint, 200)["schema"]["$ref"]
    return ref.removeprefix("#/components/schemas/")


def test_the_same_body_has_one_name_wherever_it_is_used(generate):
    schema = generate()

    names = {get_name(schema, one) for one in ("get-code/", "challenge/", "step-up/")}

    assert names == {"TwoFactorCodeToken"}


def test_another_body_of_that_name_has_a_number(generate, capsys):
    schema = generate([*urlpatterns, SLIDING])

    assert get_name(schema, "auth/") == "TwoFactorLogin"
    assert get_name(schema, "x/") == "TwoFactorLogin2"
    assert get_body(schema, "auth/", 200)["required"] == ["access", "refresh"]
    assert get_body(schema, "x/", 200)["required"] == ["token"]
    assert "identical names" not in capsys.readouterr().err


def test_one_body_more_has_the_next_number(generate, settings):
    class OtherSerializer(AuthTokenSerializer):
        @classmethod
        def get_token_class(cls):
            settings.JWT2FA_AUTH = {
                **settings.JWT2FA_AUTH,
                "AUTH_RESULT_OTHER_TOKEN_KEY": "jwt",
            }
            return SlidingToken

    other = path("y/", ObtainAuthToken.as_view(serializer_class=OtherSerializer))

    schema = generate([*urlpatterns, SLIDING, other])

    assert get_name(schema, "y/") == "TwoFactorLogin3"
    assert get_body(schema, "y/", 200)["required"] == ["jwt"]


def test_an_answer_in_another_one_has_a_name_of_its_own(generate, settings):
    settings.JWT2FA_AUTH = {
        "METHODS": ["flows.test_methods.VoiceCall", "drf_jwt_2fa.methods.CodeSender"]
    }

    code_token = generate()["components"]["schemas"]["TwoFactorCodeToken"]

    items = code_token["properties"]["methods"]["items"]
    assert items == {"$ref": "#/components/schemas/TwoFactorMethod"}


def test_alternatives_are_named_and_exclude_each_other(generate, settings):
    settings.JWT2FA_AUTH = {"TRUSTED_2FA_METHODS": lambda user: None}
    schema = generate()

    assert get_name(schema, "auth/") == "TwoFactorSecondStep"
    assert schema["components"]["schemas"]["TwoFactorSecondStep"] == {
        "oneOf": [
            {"$ref": "#/components/schemas/TwoFactorLogin"},
            {"$ref": "#/components/schemas/TwoFactorEnrollmentToken"},
        ]
    }
    content = get_operation(schema, "auth/")["responses"]["200"]["content"]
    assert list(content["application/json"]["examples"]) == [
        "TwoFactorLogin",
        "TwoFactorEnrollmentToken",
    ]


def test_alternatives_that_look_alike_need_not_exclude_each_other(generate, settings):
    settings.JWT2FA_AUTH = {"FALLBACK_2FA_METHOD": lambda user: "no-2fa"}
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": (
            "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"
        )
    }

    body = get_body(generate(), "get-code/", 200)

    # Both have a `token` and nothing else.
    assert len(body["anyOf"]) == 2
    jsonschema.validate({"token": "x"}, body)
