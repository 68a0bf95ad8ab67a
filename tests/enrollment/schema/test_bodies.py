"""The bodies of requests and answers."""

import pytest
from enrollment.schema.reading import get_content, get_request, validate
from testproject.methods import PASSKEY_SETTINGS

pytestmark = pytest.mark.integration
SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"


def test_a_setup_of_any_method_shows_what_that_method_shows(generate):
    schema = generate()

    body = get_content(schema, "post", "methods/{name}/setup/", 200)["schema"]
    assert "required" not in body
    validate({"anything": 1}, body)
    app = get_content(schema, "post", "totp/setup/", 200)["schema"]
    assert app["required"] == ["secret", "provisioning_uri", "qr_code"]


def test_a_first_enrolment_takes_nothing_and_another_one_a_proof(generate):
    request, examples = get_request(generate(), "post", "totp/setup/")

    assert set(request["properties"]) == {"code_token", "code"}
    assert "required" not in request
    bodies = [set(example["value"]) for example in examples.values()]
    assert bodies == [set(), {"code_token", "code"}]


def test_sliding_tokens_have_one_key(generate, settings):
    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": SLIDING}

    body = get_content(generate(), "delete", "totp/", 200)["schema"]

    assert body["required"] == ["token"]


def test_later_versions_of_openapi_have_their_own_null(generate):
    from drf_spectacular.settings import patched_settings  # noqa: PLC0415

    with patched_settings({"OAS_VERSION": "3.1.0"}):
        body = get_content(generate(), "get", "2fa-method/", 200)["schema"]

    assert body["properties"]["preferred"] == {"type": ["string", "null"]}


def test_a_confirmation_shows_recovery_codes_where_there_are_any(generate, settings):
    body = get_content(generate(), "post", "totp/confirm/", 200)["schema"]
    assert "recovery_codes" in body["properties"]
    assert body["required"] == ["access", "refresh"]

    settings.JWT2FA_AUTH = {"METHODS": ["drf_jwt_2fa.enrollment.methods.TotpMethod"]}
    body = get_content(generate(), "post", "totp/confirm/", 200)["schema"]
    assert set(body["properties"]) == {"access", "refresh"}


def test_a_confirmation_that_completes_a_login_has_what_the_project_adds(
    generate, settings
):
    body = get_content(generate(), "post", "totp/confirm/", 200)["schema"]
    assert "additionalProperties" not in body

    settings.JWT2FA_AUTH["LOGIN_ANSWER"] = "builtins.dict"
    body = get_content(generate(), "post", "totp/confirm/", 200)["schema"]
    assert body["additionalProperties"] is True


def test_a_confirmation_of_any_method_is_as_that_method_has_it(generate, settings):
    path = "methods/{name}/confirm/"
    request, _examples = get_request(generate(), "post", path)
    assert request["required"] == ["code"]
    body = get_content(generate(), "post", path, 200)["schema"]
    assert body["additionalProperties"] is True

    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    request, _examples = get_request(generate(), "post", path)
    assert [one["required"] for one in request["oneOf"]] == [["code"], ["credential"]]
