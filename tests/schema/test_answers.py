"""Requests that answer a challenge, in the schema."""

import pytest
from schema.reading import get_request
from testproject.methods import PASSKEY_SETTINGS

pytestmark = pytest.mark.integration


def test_exactly_one_of_the_two_answers_is_required(generate, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS

    request = get_request(generate(), "auth/")

    assert set(request["properties"]) == {"code_token", "code", "credential"}
    assert request["required"] == ["code_token"]
    assert request["oneOf"] == [{"required": ["code"]}, {"required": ["credential"]}]
    credential = request["properties"]["credential"]
    assert credential["type"] == "object"
    assert "toJSON" in credential["description"]


def test_without_such_methods_it_is_a_code(generate):
    request = get_request(generate(), "auth/")

    assert set(request["properties"]) == {"code_token", "code"}
    assert request["required"] == ["code", "code_token"]
    assert "oneOf" not in request
