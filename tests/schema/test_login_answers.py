"""The schema has every answer of a login that the settings allow, and no other."""

import pytest
from schema.reading import get_body
from testproject.methods import METHODS, PASSKEY_SETTINGS

from drf_jwt_2fa.enrollment.methods import RecoveryCodeMethod
from drf_jwt_2fa.methods import CodeSender

pytestmark = pytest.mark.integration
# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")

TOKENS = {"access", "refresh"}
CODE_TOKEN = {"token"}
ENROLLMENT = {"enrollment_token"}
CHOICE = {"token", "method", "methods", "expires_in"}


def describe_login(user, request):
    return {"role": "editor"}


def choose_fallback(user):
    return "no-2fa" if user.username == "ann" else "code-sender"


def choose_trusted(user):
    return ["totp"]


class Stamped(CodeSender):
    """A method that adds something to answers."""

    name = "stamped"

    def describe_use(self, user):
        return {"stamp": 1}


class Described(Stamped):
    """The same, and it says what that is."""

    use_schema = {"stamp": {"type": "integer"}}


def get_alternatives(schema, endpoint):
    """Return the keys that are there in any case, for each alternative."""
    body = get_body(schema, endpoint, 200)
    bodies = body.get("oneOf") or body.get("anyOf") or [body]
    return [set(one["required"]) for one in bodies]


@pytest.mark.parametrize(
    ("configured", "first", "second"),
    [
        ({}, [CODE_TOKEN], [TOKENS]),
        ({"METHODS": METHODS}, [CHOICE], [TOKENS]),
        ({"FALLBACK_2FA_METHOD": "no-2fa"}, [TOKENS], [TOKENS]),
        (
            {"FALLBACK_2FA_METHOD": "no-2fa", "METHODS": METHODS},
            [CHOICE, TOKENS],
            [TOKENS],
        ),
        (
            {"FALLBACK_2FA_METHOD": f"{__name__}.choose_fallback"},
            [CODE_TOKEN, TOKENS],
            [TOKENS],
        ),
        (
            {"TRUSTED_2FA_METHODS": ["totp"], "METHODS": METHODS},
            [CHOICE],
            [TOKENS, ENROLLMENT],
        ),
        (
            {"TRUSTED_2FA_METHODS": ["totp", "code-sender"], "METHODS": METHODS},
            [CHOICE],
            [TOKENS],
        ),
        (
            {
                "TRUSTED_2FA_METHODS": ["totp"],
                "FALLBACK_2FA_METHOD": "no-2fa",
                "METHODS": METHODS,
            },
            [CHOICE, ENROLLMENT],
            [TOKENS, ENROLLMENT],
        ),
        (
            {
                "TRUSTED_2FA_METHODS": f"{__name__}.choose_trusted",
                "FALLBACK_2FA_METHOD": f"{__name__}.choose_fallback",
                "METHODS": METHODS,
            },
            [CHOICE, TOKENS, ENROLLMENT],
            [TOKENS, ENROLLMENT],
        ),
    ],
)
def test_there_are_the_answers_that_the_settings_allow(
    generate, settings, configured, first, second
):
    settings.JWT2FA_AUTH = configured
    schema = generate()

    assert get_alternatives(schema, "get-code/") == first
    assert get_alternatives(schema, "auth/") == second


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("configured", "keys"),
    [
        ({"FALLBACK_2FA_METHOD": f"{__name__}.choose_fallback"}, TOKENS),
        ({}, CHOICE),
        (
            {"FALLBACK_2FA_METHOD": "no-2fa", "TRUSTED_2FA_METHODS": ["totp"]},
            ENROLLMENT,
        ),
    ],
)
def test_the_first_answer_is_as_the_schema_says(
    generate, settings, api, configured, keys
):
    settings.JWT2FA_AUTH = {"METHODS": METHODS, **configured}
    body = get_body(generate(), "get-code/", 200)

    answer = api.get_code().json()

    assert set(answer) == keys
    jsonschema.validate(answer, body)


def test_an_enrolment_token_is_as_the_schema_says(generate, settings, api, user):
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS,
        "TRUSTED_2FA_METHODS": ["totp"],
        "AUTH_RESULT_ENROLLMENT_TOKEN_KEY": "ticket",
    }
    body = get_body(generate(), "auth/", 200)

    answer = api.log_in()

    assert set(answer) == {"ticket"}
    jsonschema.validate(answer, body)


def test_how_many_recovery_codes_are_left_is_described_where_there_are_any(
    generate, settings
):
    settings.JWT2FA_AUTH = {"METHODS": METHODS}
    body = get_body(generate(), "auth/", 200)
    assert body["properties"]["recovery_codes_left"]["type"] == "integer"
    assert "recovery_codes_left" not in body["required"]
    assert set(RecoveryCodeMethod.use_schema) == {"recovery_codes_left"}

    settings.JWT2FA_AUTH = {}
    assert set(get_body(generate(), "auth/", 200)["properties"]) == TOKENS


def test_a_challenge_is_described_where_a_program_answers(generate, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS

    body = get_body(generate(), "challenge/", 200)

    assert set(body["properties"]) == {*CHOICE, "challenge"}
    assert set(body["required"]) == CHOICE


def test_a_method_of_the_project_says_what_it_adds(generate, settings, api, user):
    settings.JWT2FA_AUTH = {"METHODS": [f"{__name__}.Described"]}
    body = get_body(generate(), "auth/", 200)

    answer = api.log_in()

    assert answer["stamp"] == 1
    jsonschema.validate(answer, {**body, "additionalProperties": False})


def test_what_a_method_does_not_describe_may_be_anything(generate, settings):
    settings.JWT2FA_AUTH = {"METHODS": [f"{__name__}.Stamped"]}
    assert get_body(generate(), "auth/", 200)["additionalProperties"] is True

    settings.JWT2FA_AUTH = {}
    assert "additionalProperties" not in get_body(generate(), "auth/", 200)


def test_what_the_project_adds_to_logins_may_be_anything(generate, settings):
    settings.JWT2FA_AUTH = {
        "LOGIN_ANSWER": f"{__name__}.describe_login",
        "FALLBACK_2FA_METHOD": "no-2fa",
    }
    schema = generate()

    for endpoint in ("get-code/", "auth/"):
        body = get_body(schema, endpoint, 200)
        assert body["additionalProperties"] is True
        jsonschema.validate({"access": "x", "refresh": "y", "role": "editor"}, body)
