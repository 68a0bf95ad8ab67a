"""Enrolment tokens, in the schema."""

import pytest
from enrollment.schema.reading import GENERIC, OPERATIONS, get_operation

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("method", "endpoint"), [*OPERATIONS, *GENERIC])
def test_all_want_an_access_token(generate, method, endpoint):
    operation = get_operation(generate(), method, endpoint)

    takes_others = endpoint.endswith(("/setup/", "/confirm/"))
    schemes = ["enrollmentAuth", "jwt2faAuth"] if takes_others else ["jwt2faAuth"]
    assert operation["security"] == [{scheme: []} for scheme in schemes]
    assert operation["tags"] == ["second factors"]
    assert operation["summary"]
    assert operation["description"]
    assert list(operation["responses"]["401"]["headers"]) == ["WWW-Authenticate"]
    if method != "get":
        assert list(operation["responses"]["429"]["headers"]) == ["Retry-After"]


def test_the_prefix_of_tokens_is_that_of_simple_jwt(generate, settings):
    scheme = generate()["components"]["securitySchemes"]["enrollmentAuth"]
    assert scheme == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token, or the enrolment token of a login.",
    }

    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT",)}
    scheme = generate()["components"]["securitySchemes"]["enrollmentAuth"]
    assert (scheme["type"], scheme["in"]) == ("apiKey", "header")
    assert scheme["name"] == "Authorization"
    assert scheme["description"].startswith("An access token, or the enrolment")
    assert '"JWT"' in scheme["description"]
