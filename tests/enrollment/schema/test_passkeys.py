"""The endpoints of passkeys take and give what the schema says."""

import pytest
from enrollment.schema.reading import (
    OF_PASSKEYS,
    get_content,
    get_operation,
    get_request,
    validate,
)
from testproject.passkeys import SETTINGS, Holder

from drf_jwt_2fa.enrollment.testing import SoftwarePasskey

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _with_passkeys(generate, settings):
    settings.JWT2FA_AUTH = {**SETTINGS, "ERROR_CODE_IN_BODY": True}


@pytest.mark.parametrize(("method", "endpoint"), [*OF_PASSKEYS])
def test_every_example_is_as_the_schema_says(generate, method, endpoint):
    schema = generate()

    for status in get_operation(schema, method, endpoint)["responses"]:
        content = get_content(schema, method, endpoint, status)
        assert content["examples"], status
        for example in content["examples"].values():
            validate(example["value"], content["schema"])
    if method == "get":
        assert "requestBody" not in get_operation(schema, method, endpoint)
        return
    request, examples = get_request(schema, method, endpoint)
    for example in examples.values():
        validate(example["value"], request)


def test_a_login_without_a_password_is_described_where_it_is_open(generate, settings):
    operation = get_operation(generate(), "post", "passkey-login/")
    assert operation["tags"] == ["login"]
    assert "requestBody" not in operation
    assert set(operation["responses"]) == {"200", "400", "404", "429", "503"}

    settings.JWT2FA_AUTH = {**SETTINGS, "PASSKEY_LOGIN": False}
    assert "/passkey-login/" not in generate()["paths"]


def test_real_answers_are_as_the_schema_says(generate, ann):
    schema, holder, clock = generate(), Holder(ann), ann.clock
    seen = []

    def call(method, endpoint, data=None, path=None, **options):
        path = f"/{path or endpoint}"
        response = getattr(ann.api, method)(path, data or {}, format="json")
        seen.append((method, endpoint, response.status_code))
        content = get_content(schema, method, endpoint, response.status_code)
        validate(response.json(), content["schema"])
        clock.shift(2)
        return response.json()

    def add(key, **proof):
        options = call("post", "passkeys/setup/", proof)["challenge"]
        return call("post", "passkeys/confirm/", {"credential": key.register(options)})

    call("get", "passkeys/")
    key = SoftwarePasskey()
    added = ann.use(add(key))
    one = {"endpoint": "passkeys/{uid}/", "path": f"passkeys/{added['passkey']['id']}/"}
    call("get", "passkeys/")
    call("post", "passkeys/setup/")
    call("post", "passkeys/confirm/", {"credential": {}})
    call(
        "post",
        "passkeys/confirm/",
        {
            "credential": SoftwarePasskey().register(
                {"challenge": "x", "rp": {"id": "x"}, "user": {"id": "x"}}
            )
        },
    )
    options = call("post", "passkeys/setup/", holder.prove(key))["challenge"]
    call("post", "passkeys/confirm/", {"credential": key.register(options)})
    call("patch", data={"name": "Other"}, **one)
    call("patch", data={}, **one)
    call("delete", data={"code_token": "x", "code": "1"}, **one)
    ann.use(call("delete", data=holder.prove(key), **one))
    call("delete", data={"code_token": "x", "code": "1"}, **one)
    begun = call("post", "passkey-login/")
    assert begun["challenge"]["rpId"] == "example.com"
    ann.api.credentials()
    for method, endpoint in OF_PASSKEYS:
        call(method, endpoint)
    answers = {status for _method, _endpoint, status in seen}

    assert answers == {200, 400, 401, 403, 404, 409}


def test_a_login_is_as_the_schema_says(generate, ann, user):
    schema, holder = generate(), Holder(ann)
    key, _answer = holder.add()

    begun = holder.begin()
    content = get_content(schema, "post", "get-code/", 200)
    validate(begun, content["schema"])
    assert "challenge" in content["schema"]["properties"]
    assert "challenge" not in content["schema"]["required"]
    request, _examples = get_request(schema, "post", "auth/")
    data = {"code_token": begun["token"]}
    validate({**data, "credential": key.answer(begun["challenge"])}, request)
    validate({**data, "code": "1234567"}, request)
