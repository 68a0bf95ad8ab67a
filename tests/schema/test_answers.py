"""Requests that answer a challenge, in the schema."""

import pytest
from schema.reading import get_request
from testproject.methods import PASSKEY_SETTINGS

pytestmark = pytest.mark.integration


def test_exactly_one_of_the_two_answers_is_required(generate, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS

    request = get_request(generate(), "auth/")

    with_code, with_credential = request["oneOf"]
    assert set(with_code["properties"]) == {"code_token", "code"}
    assert with_code["required"] == ["code", "code_token"]
    assert set(with_credential["properties"]) == {"code_token", "credential"}
    assert with_credential["required"] == ["code_token", "credential"]
    credential = with_credential["properties"]["credential"]
    assert credential["type"] == "object"
    assert "toJSON" in credential["description"]


@pytest.mark.parametrize("splits", [True, False])
def test_clients_know_the_two_by_name(generate, settings, splits):
    from drf_spectacular.settings import patched_settings  # noqa: PLC0415

    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    with patched_settings({"COMPONENT_SPLIT_REQUEST": splits}):
        components = generate()["components"]["schemas"]

    suffix = "Request" if splits else ""
    assert components[f"AuthToken{suffix}"]["oneOf"] == [
        {"$ref": f"#/components/schemas/AuthTokenByCode{suffix}"},
        {"$ref": f"#/components/schemas/AuthTokenByCredential{suffix}"},
    ]


def test_without_such_methods_it_is_a_code(generate):
    request = get_request(generate(), "auth/")

    assert set(request["properties"]) == {"code_token", "code"}
    assert request["required"] == ["code", "code_token"]
    assert "oneOf" not in request
