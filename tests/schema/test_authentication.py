"""How requests are authenticated, in the schema."""

import pytest
from django import urls
from needs import require_module
from rest_framework_simplejwt.authentication import JWTAuthentication
from schema.reading import ENDPOINTS, get_operation
from testproject.urls import WhoAmI, urlpatterns as login

from drf_jwt_2fa.authentication import Jwt2faAuthentication, Jwt2faCookieAuthentication
from drf_jwt_2fa.enrollment.urls import urlpatterns as enrollment

pytestmark = pytest.mark.integration

SIGNED_IN = [("/step-up/", "post"), ("/2fa-method/", "get"), ("/totp/", "delete")]
PATTERNS = [*login, *enrollment]


class RevokingAuthentication(Jwt2faAuthentication):
    """A project's."""


@pytest.fixture(autouse=True)
def _described():
    """Enrolment tokens are described, too."""
    require_module("drf_spectacular")
    import drf_jwt_2fa.enrollment.schema  # noqa: F401, PLC0415


def get_schemes(schema, path, method):
    """Return the schemes of which any one will do."""
    security = schema["paths"][path][method]["security"]
    return [name for alternative in security for name in alternative]


class OurAuthentication(Jwt2faAuthentication):
    pass


@pytest.mark.parametrize("base", [Jwt2faAuthentication, OurAuthentication])
def test_the_api_wants_bearer_tokens_and_the_login_nothing(generate, base):
    view = type("View", (WhoAmI,), {"authentication_classes": [base]})
    schema = generate([*login[:-1], urls.path("me/", view.as_view())])

    assert schema["components"]["securitySchemes"] == {
        "jwt2faAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    assert schema["paths"]["/me/"]["get"]["security"] == [{"jwt2faAuth": []}]
    wanted = [{"jwt2faAuth": []}]
    for endpoint in ENDPOINTS:
        security = get_operation(schema, endpoint).get("security")
        assert security == (wanted if endpoint == "step-up/" else [{}])


@pytest.mark.parametrize("transport", ["body", "cookies"])
def test_an_access_token_may_come_in_a_cookie(generate, settings, transport):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": transport}
    classes = [Jwt2faCookieAuthentication]
    view = type("View", (WhoAmI,), {"authentication_classes": classes})
    schema = generate([urls.path("me/", view.as_view())])

    assert schema["components"]["securitySchemes"] == {
        "jwt2faAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "accessCookie": {"type": "apiKey", "in": "cookie", "name": "__Host-access"},
    }
    wanted = ["jwt2faAuth", "accessCookie"][: 1 if transport == "body" else 2]
    assert get_schemes(schema, "/me/", "get") == wanted


def test_the_prefix_of_tokens_is_that_of_simple_jwt(generate, settings):
    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT",)}

    scheme = generate()["components"]["securitySchemes"]["jwt2faAuth"]

    assert (scheme["type"], scheme["name"]) == ("apiKey", "Authorization")
    assert '"JWT"' in scheme["description"]


@pytest.mark.parametrize(
    ("classes", "scheme"),
    [
        (None, "jwt2faAuth"),
        ([RevokingAuthentication], "jwt2faAuth"),
        ([JWTAuthentication], "jwtAuth"),
        (["rest_framework.authentication.BasicAuthentication"], "basicAuth"),
    ],
)
def test_the_projects_scheme_is_described(generate, settings, classes, scheme):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "AUTHENTICATION_CLASSES": classes,
    }

    schema = generate(PATTERNS)

    for path, method in SIGNED_IN:
        assert get_schemes(schema, path, method) == [scheme]
    for path in ("/totp/setup/", "/totp/confirm/"):
        assert get_schemes(schema, path, "post") == ["enrollmentAuth", scheme]
    assert scheme in schema["components"]["securitySchemes"]


def test_a_default_class_of_the_project_is_described(generate, settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework.authentication.SessionAuthentication",
            "rest_framework_simplejwt.authentication.JWTAuthentication",
        ],
    }

    schema = generate(PATTERNS)

    for path, method in SIGNED_IN:
        assert get_schemes(schema, path, method) == ["jwtAuth"]


def test_dj_rest_auths_cookie_is_described(generate, settings):
    require_module("dj_rest_auth")
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "AUTHENTICATION_CLASSES": ["dj_rest_auth.jwt_auth.JWTCookieAuthentication"],
    }

    schema = generate(PATTERNS)

    for path, method in SIGNED_IN:
        assert "jwtCookieAuth" in get_schemes(schema, path, method)
    scheme = schema["components"]["securitySchemes"]["jwtCookieAuth"]
    assert (scheme["type"], scheme["in"]) == ("apiKey", "cookie")
