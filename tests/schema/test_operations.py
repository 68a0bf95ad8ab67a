"""What the descriptions of all endpoints are made of."""

import pytest
from django.urls import path
from schema.reading import (
    ENDPOINTS,
    get_body,
    get_content,
    get_operation,
    list_contents,
)

from drf_jwt_2fa.views import ObtainCodeToken

pytestmark = pytest.mark.integration
# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_example_is_as_the_schema_says(generate, endpoint):
    schema = generate()

    for status in list_contents(schema, endpoint):
        examples = get_content(schema, endpoint, status)["examples"]
        assert examples, status
        for example in examples.values():
            body = get_body(schema, endpoint, status)
            jsonschema.validate(example["value"], body)


def test_each_429_tells_how_long_to_wait_and_each_401_the_scheme(generate):
    schema = generate()

    for endpoint in ENDPOINTS:
        responses = get_operation(schema, endpoint)["responses"]
        with_header = {
            name: {status for status in responses if name in headers(responses[status])}
            for name in ("Retry-After", "WWW-Authenticate")
        }
        assert with_header["Retry-After"] == {"429"} & set(responses)
        assert with_header["WWW-Authenticate"] == {"401"} & set(responses)


def headers(response):
    return response.get("headers", {})


def test_the_keys_of_the_tokens_follow_the_settings(generate, settings):
    settings.JWT2FA_AUTH = {
        "AUTH_RESULT_ACCESS_TOKEN_KEY": "a",
        "AUTH_RESULT_REFRESH_TOKEN_KEY": "r",
    }

    assert get_body(generate(), "auth/", 200)["required"] == ["a", "r"]


def test_a_subclass_with_a_schema_of_its_own_keeps_it(generate):
    from drf_spectacular.utils import extend_schema  # noqa: PLC0415

    class View(ObtainCodeToken):
        @extend_schema(summary="Mine", responses={204: None})
        def post(self, *args, **kwargs):
            return super().post(*args, **kwargs)

    operation = get_operation(generate([path("x/", View.as_view())]), "x/")

    assert operation["summary"] == "Mine"
    assert list(operation["responses"]) == ["204"]
