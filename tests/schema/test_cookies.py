"""The schema of a project that has refresh tokens in cookies."""

from importlib import import_module

import pytest
from django.urls import include, path
from schema.reading import get_body, get_content, get_operation

pytestmark = pytest.mark.integration

GIVING = ["get-code/", "auth/", "refresh/"]


@pytest.fixture
def schema(generate, settings):
    settings.JWT2FA_AUTH = {
        "ERROR_CODE_IN_BODY": True,
        "TOKEN_TRANSPORT": "cookie",
        "REFRESH_COOKIE_NAME": "renewal",
    }
    return generate()


def get_headers(schema, endpoint):
    parameters = get_operation(schema, endpoint).get("parameters", [])
    return [one["name"] for one in parameters if one["name"].startswith("X-")]


@pytest.mark.parametrize("endpoint", GIVING)
def test_a_header_chooses_the_cookie(schema, endpoint):
    operation = get_operation(schema, endpoint)

    assert get_headers(schema, endpoint) == ["X-Token-Transport"]
    [parameter] = [
        one for one in operation["parameters"] if one["name"] == "X-Token-Transport"
    ]
    assert parameter["schema"]["enum"] == ["body", "cookie"]
    assert "Set-Cookie" in operation["responses"]["200"]["headers"]
    refusal = get_content(schema, endpoint, 403)["examples"]["csrf_failed"]["value"]
    assert refusal["code"] == "csrf_failed"
    assert "`csrf_failed`" in operation["responses"]["403"]["description"]


@pytest.mark.parametrize("endpoint", ["challenge/", "verify/"])
def test_other_endpoints_have_none(schema, endpoint):
    operation = get_operation(schema, endpoint)

    assert get_headers(schema, endpoint) == []
    assert "headers" not in operation["responses"]["200"]


def test_the_refresh_token_is_in_the_body_or_in_the_cookie(schema):
    for endpoint in ("auth/", "refresh/"):
        body = get_body(schema, endpoint, 200)
        assert "access" in body["required"]
        assert {"refresh", "access_expires_in"} <= {"refresh", *body["properties"]}
        assert not {"refresh", "access_expires_in"} & set(body["required"])
    operation = get_operation(schema, "refresh/")
    assert operation["security"][0] == {"refreshCookie": []}
    assert schema["components"]["securitySchemes"]["refreshCookie"] == {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-renewal",
    }


def test_sliding_tokens_are_in_the_body(generate, settings):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": (
            "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"
        ),
    }
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}

    assert list(get_body(generate(), "auth/", 200)["properties"]) == ["token"]


@pytest.mark.parametrize("transport", ["cookies", lambda request: "cookies"])
def test_the_access_token_may_be_in_a_cookie_too(generate, settings, transport):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": transport}
    schema = generate()

    for endpoint in ("auth/", "refresh/"):
        body = get_body(schema, endpoint, 200)
        assert {"access", "access_expires_in"} <= set(body["properties"])
        assert "required" not in body


def test_a_project_without_them_has_nothing_of_the_kind(generate):
    schema = generate()

    for endpoint in GIVING:
        operation = get_operation(schema, endpoint)
        assert get_headers(schema, endpoint) == []
        assert "headers" not in operation["responses"]["200"]
        assert "csrf_failed" not in str(operation)
    assert get_body(schema, "auth/", 200)["required"] == ["access", "refresh"]
    assert "refreshCookie" not in str(schema)


def test_the_other_apps_have_them_too(generate, settings):
    settings.JWT2FA_AUTH = {
        "TOKEN_TRANSPORT": lambda request: "cookie",
        "AUTH_CLAIMS": True,
        "METHODS": [
            "drf_jwt_2fa.enrollment.methods.TotpMethod",
            "drf_jwt_2fa.methods.CodeSender",
        ],
    }
    # Each app loads it where it is installed.
    import_module("drf_jwt_2fa.enrollment.schema")
    import_module("drf_jwt_2fa.sessions.schema")
    schema = generate(
        [
            path("", include("drf_jwt_2fa.urls")),
            path("", include("drf_jwt_2fa.enrollment.urls")),
            path("", include("drf_jwt_2fa.sessions.urls")),
        ]
    )

    for endpoint, status in (("totp/confirm/", "200"), ("sign-out/", "204")):
        operation = get_operation(schema, endpoint)
        assert get_headers(schema, endpoint) == ["X-Token-Transport"]
        assert "Set-Cookie" in operation["responses"][status]["headers"]
        assert "`csrf_failed`" in operation["responses"]["403"]["description"]
    assert get_headers(schema, "totp/setup/") == []
    # Nothing is set or read where nothing changes.
    assert "X-Token-Transport" not in str(schema["paths"]["/2fa-method/"]["get"])


def test_errors_of_a_project_that_shapes_them_itself(generate, settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "EXCEPTION_HANDLER": f"{__name__}.break_down",
    }

    response = get_operation(generate(), "refresh/")["responses"]["403"]
    assert "csrf_failed" in response["description"]
    assert "csrf_failed" not in str(response["content"])


def break_down(error, context):
    return 1 / 0
