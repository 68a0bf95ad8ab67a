"""The schema says what the endpoints take and give."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.http import JsonResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import exception_handler
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.serializers import TokenRefreshSlidingSerializer
from testproject.client import other_code
from testproject.urls import WhoAmI, urlpatterns

import drf_jwt_2fa
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.serializers import CodeTokenSerializer
from drf_jwt_2fa.views import ObtainCodeToken, RefreshAuthToken

pytestmark = pytest.mark.integration

# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ENDPOINTS = ["get-code/", "challenge/", "auth/", "step-up/", "refresh/", "verify/"]
SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"


def get_operation(schema, endpoint):
    return schema["paths"][f"/{endpoint}"]["post"]


def get_content(schema, endpoint, status):
    response = get_operation(schema, endpoint)["responses"][str(status)]
    return response["content"]["application/json"]


def get_body(schema, endpoint, status):
    return resolve(schema, get_content(schema, endpoint, status)["schema"])


def get_request(schema, endpoint):
    content = get_operation(schema, endpoint)["requestBody"]["content"]
    return resolve(schema, content["application/json"]["schema"])


def resolve(schema, body):
    if "$ref" not in body:
        return body
    return schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]


def read_documented_errors(endpoint):
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| `(\w+)` \|", README, re.MULTILINE)
    return {
        (status, code)
        for endpoints, status, code in rows
        if f"`{endpoint}`" in endpoints or endpoints == "all"
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_errors_are_those_of_the_readme(generate, endpoint):
    schema = generate()

    described = {
        (status, example["value"]["code"])
        for status in get_operation(schema, endpoint)["responses"]
        if status != "200"
        for example in get_content(schema, endpoint, status)["examples"].values()
    }
    assert described == read_documented_errors(endpoint)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_example_is_as_the_schema_says(generate, endpoint):
    schema = generate()

    for status in get_operation(schema, endpoint)["responses"]:
        examples = get_content(schema, endpoint, status)["examples"]
        assert examples, status
        for example in examples.values():
            body = get_body(schema, endpoint, status)
            jsonschema.validate(example["value"], body)


def test_without_codes_in_bodies_the_schema_has_none(generate, settings):
    settings.JWT2FA_AUTH = {}
    schema = generate()

    for status in (400, 401, 403, 429, 501, 503):
        assert "code" not in get_body(schema, "get-code/", status)["properties"]
    examples = get_operation(schema, "get-code/")["responses"]["401"]["content"]
    [example] = examples["application/json"]["examples"].values()
    assert example["value"] == {"detail": "Incorrect authentication credentials."}


def test_each_429_tells_how_long_to_wait_and_each_401_the_scheme(generate):
    schema = generate()

    for endpoint in ENDPOINTS:
        responses = get_operation(schema, endpoint)["responses"]
        with_header = {
            name: {status for status in responses if name in headers(responses[status])}
            for name in ("Retry-After", "WWW-Authenticate")
        }
        assert with_header["Retry-After"] == {"429"} & set(responses)
        assert with_header["WWW-Authenticate"] == {"401"}


def headers(response):
    return response.get("headers", {})


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


def test_the_keys_of_the_tokens_follow_the_settings(generate, settings):
    settings.JWT2FA_AUTH = {
        "AUTH_RESULT_ACCESS_TOKEN_KEY": "a",
        "AUTH_RESULT_REFRESH_TOKEN_KEY": "r",
    }

    assert get_body(generate(), "auth/", 200)["required"] == ["a", "r"]


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


def test_a_subclass_with_a_schema_of_its_own_keeps_it(generate):
    from drf_spectacular.utils import extend_schema  # noqa: PLC0415

    class View(ObtainCodeToken):
        @extend_schema(summary="Mine", responses={204: None})
        def post(self, *args, **kwargs):
            return super().post(*args, **kwargs)

    operation = get_operation(generate([path("x/", View.as_view())]), "x/")

    assert operation["summary"] == "Mine"
    assert list(operation["responses"]) == ["204"]


class OurAuthentication(Jwt2faAuthentication):
    pass


@pytest.mark.parametrize("base", [Jwt2faAuthentication, OurAuthentication])
def test_the_api_wants_bearer_tokens_and_the_login_nothing(generate, base):
    view = type("View", (WhoAmI,), {"authentication_classes": [base]})
    schema = generate([*urlpatterns[:-1], path("me/", view.as_view())])

    assert schema["components"]["securitySchemes"] == {
        "jwt2faAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    assert schema["paths"]["/me/"]["get"]["security"] == [{"jwt2faAuth": []}]
    wanted = [{"jwt2faAuth": []}]
    for endpoint in ENDPOINTS:
        security = get_operation(schema, endpoint).get("security")
        assert security == (wanted if endpoint == "step-up/" else None)


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


def test_the_package_loads_drf_spectacular_only_where_it_is_an_app():
    program = """if True:
        import sys
        import django
        from django.conf import settings
        settings.configure(
            SECRET_KEY="long enough for a test that signs nothing",
            INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                            "drf_jwt_2fa", *sys.argv[1:]],
        )
        django.setup()
        import drf_jwt_2fa.urls
        print("drf_jwt_2fa.schema" in sys.modules, "drf_spectacular" in sys.modules)
    """
    command = [sys.executable, "-c", program]

    without = subprocess.check_output(command, text=True)
    with_it = subprocess.check_output([*command, "drf_spectacular"], text=True)

    assert without == "False False\n"
    assert with_it == "True True\n"


def test_the_app_loads_the_schema_if_drf_spectacular_is_installed(
    settings, generate, monkeypatch
):
    monkeypatch.delitem(sys.modules, "drf_jwt_2fa.schema")
    monkeypatch.delattr(drf_jwt_2fa, "schema")
    settings.INSTALLED_APPS = [
        *settings.INSTALLED_APPS,
        "drf_jwt_2fa",
        "drf_spectacular",
    ]

    apps.get_app_config("drf_jwt_2fa").ready()

    assert "drf_jwt_2fa.schema" in sys.modules


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


def handle_with_envelope(exc, context):
    response = exception_handler(exc, context)
    context["request"].build_absolute_uri  # noqa: B018  # It is a real one.
    response.data = {"success": False, "tries": 1, "cost": 0.5, "error": response.data}
    return response


def handle_with_list(exc, context):
    return Response([str(exc)] * 2, status=exc.status_code)


def handle_with_json_response(exc, context):
    return JsonResponse({"message": str(exc), "more": None}, status=exc.status_code)


def handle_with_text(exc, context):
    return Response("No.", status=exc.status_code)


def handle_with_empty_list(exc, context):
    return Response([], status=exc.status_code)


def handle_with_nothing(exc, context):
    return Response(status=exc.status_code)


def handle_real_requests_only(exc, context):
    return Response({"path": context["request"].resolver_match.route})


@pytest.mark.parametrize("handler", ["envelope", "list", "json_response", "text"])
def test_errors_are_described_as_the_handler_of_the_project_makes_them(
    generate, api, user, settings, handler
):
    name = f"{__name__}.handle_with_{handler}"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": name}
    schema = generate()

    for status, data in [
        (400, {}),
        (400, "{"),
        (401, {"username": "a", "password": "b"}),
    ]:
        json_type = {"content_type": "application/json"} if data == "{" else {}
        response = api.post("/get-code/", data, **json_type)
        assert response.status_code == status
        body = get_body(schema, "get-code/", status)
        jsonschema.validate(response.json(), body)
        assert body.get("type") != "object" or body["properties"]
        for example in get_content(schema, "get-code/", status)["examples"].values():
            jsonschema.validate(example["value"], body)


def get_error(generate, settings, handler):
    name = f"{__name__}.{handler}"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": name}
    content = get_content(generate(), "get-code/", 401)
    assert content["schema"] == {"$ref": "#/components/schemas/TwoFactorError"}
    return get_body(generate(), "get-code/", 401)


def test_an_envelope_is_described_with_what_is_in_it(generate, settings):
    assert get_error(generate, settings, "handle_with_envelope") == {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "tries": {"type": "integer"},
            "cost": {"type": "number"},
            "error": {
                "type": "object",
                "properties": {"detail": {"type": "string"}},
                "additionalProperties": True,
            },
        },
        "additionalProperties": True,
    }


def test_in_an_envelope_the_fields_may_have_any_name(generate, settings):
    get_error(generate, settings, "handle_with_envelope")

    of_fields, of_parsing = get_body(generate(), "auth/", 400)["anyOf"]

    texts = {"type": "array", "items": {"type": "string"}}
    assert of_fields["properties"]["error"]["additionalProperties"] == texts
    assert "detail" in of_parsing["properties"]["error"]["properties"]


@pytest.mark.parametrize(
    ("handler", "body"),
    [
        ("handle_with_text", {"type": "string"}),
        ("handle_with_list", {"type": "array", "items": {"type": "string"}}),
        ("handle_with_empty_list", {"type": "array", "items": {}}),
        ("handle_with_nothing", {"type": "object", "additionalProperties": True}),
        ("handle_real_requests_only", {"type": "object", "additionalProperties": True}),
    ],
)
def test_other_bodies_are_described_as_far_as_they_can_be_known(
    generate, settings, handler, body
):
    assert get_error(generate, settings, handler) == body


def handle_and_report(exc, context):
    assert exc.status_code < 500, "Somebody is rung out of bed"
    return exception_handler(exc, context)


def test_no_handler_is_given_a_failure_of_the_server_to_report(generate, settings):
    get_error(generate, settings, "handle_and_report")

    examples = get_content(generate(), "get-code/", 401)["examples"]
    assert examples
    assert "examples" not in get_content(generate(), "get-code/", 503)


def test_whoever_asks_for_the_schema_keeps_their_transaction(
    generate, settings, user, monkeypatch
):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    get_error(generate, settings, "handle_with_envelope")

    assert not connection.get_rollback()
    monkeypatch.setattr(connection, "needs_rollback", True)
    generate()
    assert connection.get_rollback()


def test_errors_are_components_that_clients_know_by_name(generate):
    schema = generate()

    for endpoint in ENDPOINTS:
        for status in get_operation(schema, endpoint)["responses"]:
            name = {"400": "TwoFactorFieldErrors"}.get(status, "TwoFactorError")
            body = get_content(schema, endpoint, status)["schema"]
            ref = {"$ref": f"#/components/schemas/{name}"}
            assert (body == ref) == (status != "200")


def test_the_prefix_of_tokens_is_that_of_simple_jwt(generate, settings):
    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT",)}

    scheme = generate()["components"]["securitySchemes"]["jwt2faAuth"]

    assert (scheme["type"], scheme["name"]) == ("apiKey", "Authorization")
    assert '"JWT"' in scheme["description"]
