"""A DELETE with a body."""

import pytest
from enrollment.schema.reading import get_operation, get_request

pytestmark = pytest.mark.integration


def test_a_removal_has_a_body_although_it_is_a_delete(generate):
    schema = generate()

    request, _examples = get_request(schema, "delete", "totp/")
    assert request["required"] == ["code", "code_token"]
    assert request["properties"]["code"]["maxLength"] == 64
    assert get_operation(schema, "delete", "totp/")["requestBody"]["required"]
