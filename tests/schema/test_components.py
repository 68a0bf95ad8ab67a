"""The bodies of errors that clients know by name."""

import pytest
from schema.reading import (
    ENDPOINTS,
    get_body,
    get_content,
    get_operation,
    list_contents,
)

pytestmark = pytest.mark.integration


def test_without_codes_in_bodies_the_schema_has_none(generate, settings):
    settings.JWT2FA_AUTH = {}
    schema = generate()

    for status in (400, 401, 403, 429, 501, 503):
        assert "code" not in get_body(schema, "get-code/", status)["properties"]
    examples = get_operation(schema, "get-code/")["responses"]["401"]["content"]
    [example] = examples["application/json"]["examples"].values()
    assert example["value"] == {"detail": "Incorrect authentication credentials."}


def test_errors_are_components_that_clients_know_by_name(generate):
    schema = generate()

    for endpoint in ENDPOINTS:
        for status in list_contents(schema, endpoint):
            name = {"400": "TwoFactorFieldErrors"}.get(status, "TwoFactorError")
            body = get_content(schema, endpoint, status)["schema"]
            ref = {"$ref": f"#/components/schemas/{name}"}
            assert (body == ref) == (status != "200")
