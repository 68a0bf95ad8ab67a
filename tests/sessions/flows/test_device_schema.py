"""What the schema says of trusted devices is what the API takes and gives."""

import pytest
from schema.reading import generate_schema, get_body, get_content, get_request, resolve
from sessions.urls import urlpatterns

pytestmark = pytest.mark.integration
jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture
def generate(settings, trusting):
    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    # Not installed everywhere.
    import drf_jwt_2fa.sessions.schema  # noqa: F401, PLC0415

    return lambda: generate_schema(urlpatterns)


def test_the_steps_have_the_fields(generate):
    schema = generate()

    fields = get_request(schema, "get-code/")
    assert fields["properties"]["device_token"]["maxLength"] == 128
    assert "device_token" not in fields["required"]
    fields = get_request(schema, "auth/")
    assert fields["properties"]["trust_device"]["type"] == "boolean"
    assert fields["properties"]["device_name"]["maxLength"] == 64
    assert fields["required"] == ["code", "code_token"]


def test_the_answers_are_as_the_schema_says(generate, api, user, trusted):
    schema = generate()

    for answer in (trusted.log_in(), api.get_code().json()):
        jsonschema.validate(answer, get_body(schema, "get-code/", 200))
    for answer in (trusted.log_in_with_code(), api.log_in()):
        jsonschema.validate(answer, get_body(schema, "auth/", 200))
    for endpoint in ("get-code/", "auth/"):
        content = get_content(schema, endpoint, 200)
        body = get_body(schema, endpoint, 200)
        assert content["examples"]
        for example in content["examples"].values():
            jsonschema.validate(example["value"], body)


def test_the_keys_are_those_of_the_settings(generate, configure):
    configure(AUTH_RESULT_DEVICE_TOKEN_KEY="trust")

    keys = get_body(generate(), "auth/", 200)["properties"]
    assert list(keys)[:4] == ["access", "refresh", "trust", "trust_expires_in"]


def test_devices_are_listed_and_ended(generate, trusted):
    paths = generate()["paths"]

    look = paths["/devices/"]["get"]["responses"]["200"]["content"]
    body = look["application/json"]["schema"]
    [shown] = trusted.call("get", "/devices/").json()
    jsonschema.validate(shown, resolve(generate(), body["items"]))
    ending = paths["/devices/"]["delete"]
    assert "sessions" in [one["name"] for one in ending["parameters"]]
    answer = trusted.call("delete", "/devices/").json()
    content = ending["responses"]["200"]["content"]["application/json"]
    jsonschema.validate(answer, resolve(generate(), content["schema"]))
    assert {"204", "401", "404"} <= set(paths["/devices/{id}/"]["delete"]["responses"])


def test_off_nothing_is_said_of_devices(generate, configure):
    configure(TRUSTED_DEVICE_LIFETIME=None)

    schema = generate()
    assert not [path for path in schema["paths"] if "devices" in path]
    assert "device_token" not in str(schema)
    assert "trust_device" not in str(schema)
