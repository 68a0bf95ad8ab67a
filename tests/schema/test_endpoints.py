"""The login endpoints take and give what the schema says."""

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.serializers import TokenRefreshSlidingSerializer
from schema.reading import get_body, get_operation, get_request
from testproject.client import other_code
from testproject.urls import urlpatterns

from drf_jwt_2fa.serializers import CodeTokenSerializer
from drf_jwt_2fa.views import ObtainCodeToken, RefreshAuthToken

pytestmark = pytest.mark.integration
# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")
SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"


def test_the_requests_have_the_fields_and_lengths_of_the_serializers(generate):
    schema = generate()

    fields = get_request(schema, "auth/")["properties"]
    assert fields["code"]["maxLength"] == 64
    assert fields["code_token"]["maxLength"] == 4096
    assert get_request(schema, "get-code/")["required"] == ["password", "username"]
    assert list(get_request(schema, "challenge/")["properties"]) == [
        "code_token",
        "method",
    ]


def test_the_field_of_the_user_name_is_called_as_in_the_user_model(generate, settings):
    settings.AUTH_USER_MODEL = "testproject.Member"
    schema = generate()

    assert get_request(schema, "get-code/")["required"] == ["address", "password"]
    content = get_operation(schema, "get-code/")["requestBody"]["content"]
    [example] = content["application/json"]["examples"].values()
    assert list(example["value"]) == ["address", "password"]


def test_sliding_tokens_have_one_key(generate, settings):
    settings.JWT2FA_AUTH = {"AUTH_RESULT_OTHER_TOKEN_KEY": "jwt"}
    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": SLIDING}
    # Simple JWT reads TOKEN_REFRESH_SERIALIZER but once, when it is imported.
    view = RefreshAuthToken.as_view(serializer_class=TokenRefreshSlidingSerializer)
    schema = generate([*urlpatterns, path("sliding/", view)])

    assert get_body(schema, "auth/", 200)["required"] == ["jwt"]
    assert get_body(schema, "sliding/", 200)["required"] == ["token"]


@pytest.mark.parametrize("rotates", [True, False])
def test_a_refresh_token_comes_back_if_they_rotate(generate, settings, rotates):
    settings.SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": rotates}

    keys = get_body(generate(), "refresh/", 200)["required"]
    assert keys == (["access", "refresh"] if rotates else ["access"])


class CaptchaSerializer(CodeTokenSerializer):
    captcha = serializers.CharField()


class CaptchaView(ObtainCodeToken):
    """Ask for a captcha, too."""

    serializer_class = CaptchaSerializer


def test_a_subclass_has_its_own_fields_and_text_and_the_same_errors(generate):
    schema = generate([path("get-code/", CaptchaView.as_view())])

    assert "captcha" in get_request(schema, "get-code/")["required"]
    operation = get_operation(schema, "get-code/")
    assert operation["description"] == "Ask for a captcha, too."
    assert set(operation["responses"]) == {
        *["200", "400", "401", "403", "429", "501", "503"]
    }


def test_where_no_token_tells_of_the_factor_there_is_no_step_up(generate, settings):
    settings.JWT2FA_AUTH = {}

    assert "/step-up/" not in generate()["paths"]


def test_real_answers_are_as_the_schema_says(generate, api, user, settings):
    schema = generate()
    seen = []

    def check(endpoint, response):
        seen.append(response.status_code)
        body = get_body(schema, endpoint, response.status_code)
        jsonschema.validate(response.json(), body)
        return response.json()

    check("get-code/", api.get_code(password="wrong"))
    check("get-code/", api.post("/get-code/", {}))
    check("get-code/", api.post("/get-code/", "{", content_type="application/json"))
    token = check("get-code/", api.get_code())["token"]
    token = check("challenge/", api.post("/challenge/", {"code_token": token}))["token"]
    check("challenge/", api.post("/challenge/", {"code_token": token}))
    check("challenge/", api.post("/challenge/", {"code_token": "x"}))
    code = api.last_mailed_code
    check("auth/", api.auth(token, other_code(code)))
    check("auth/", api.auth(token, code))
    tokens = check("auth/", api.auth_after_wait(token, code))
    check("refresh/", api.post("/refresh/", {"refresh": tokens["refresh"]}))
    check("refresh/", api.post("/refresh/", {"refresh": "x"}))
    check("verify/", api.post("/verify/", {"token": tokens["access"]}))
    check("verify/", api.post("/verify/", {"token": "x"}))
    check("step-up/", api.post("/step-up/"))
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    check("step-up/", api.post("/step-up/"))
    user.is_active = False
    user.save()
    check("refresh/", api.post("/refresh/", {"refresh": tokens["refresh"]}))
    check("step-up/", api.post("/step-up/"))
    user.delete()
    check("refresh/", api.post("/refresh/", {"refresh": tokens["refresh"]}))
    check("step-up/", api.post("/step-up/"))
    api.credentials(HTTP_AUTHORIZATION="Bearer x")
    check("step-up/", api.post("/step-up/"))
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    check("auth/", api.auth_after_wait(token, code))

    assert {200, 400, 401, 429, 503} <= set(seen)


def test_what_refresh_says_of_sliding_tokens_and_users_is_as_the_schema_says(
    generate, api, user, settings, monkeypatch
):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": SLIDING,
        "CHECK_REVOKE_TOKEN": True,
    }
    # Simple JWT's modules keep the settings that they were imported with.
    for module in ("authentication", "tokens"):
        name = f"rest_framework_simplejwt.{module}.api_settings"
        monkeypatch.setattr(name, simple_jwt.api_settings)
    view = RefreshAuthToken.as_view(serializer_class=TokenRefreshSlidingSerializer)
    schema = generate([path("sliding/", view)])
    code, code_token = api.get_code_and_token()
    token = api.auth(code_token, code).json()["token"]

    def refresh():
        response = view(APIRequestFactory().post("/", {"token": token}))
        body = get_body(schema, "sliding/", response.status_code)
        jsonschema.validate(response.data, body)
        return response.data.get("code")

    assert refresh() is None
    user.set_password("battery staple")
    user.save()
    assert refresh() == "password_changed"
    user.is_active = False
    user.save()
    assert refresh() == "user_inactive"


@pytest.mark.usefixtures("user")
def test_where_there_are_methods_the_schema_tells_of_them(generate, settings, api):
    settings.JWT2FA_AUTH = {
        "METHODS": ["flows.test_methods.VoiceCall", "drf_jwt_2fa.methods.CodeSender"]
    }
    schema = generate()

    fields = get_request(schema, "challenge/")["properties"]
    assert list(fields) == ["code_token", "method"]
    answer = api.get_code().json()
    jsonschema.validate(answer, get_body(schema, "get-code/", 200))
    body = get_body(schema, "challenge/", 200)
    data = {"code_token": answer["token"], "method": "code-sender"}
    jsonschema.validate(api.post("/challenge/", data).json(), body)
    assert set(body["required"]) == {"token", "method", "methods", "expires_in"}
