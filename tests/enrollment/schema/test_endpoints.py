"""The enrolment endpoints take and give what the schema says."""

import base64

import pytest
from enrollment.schema.reading import (
    GENERIC,
    OF_PASSKEYS,
    OPERATIONS,
    get_content,
    get_operation,
    get_request,
    validate,
)

from drf_jwt_2fa.enrollment import views

pytestmark = pytest.mark.integration
KEYS = [base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]


def test_the_name_is_a_parameter_of_the_path(generate):
    for method, endpoint in GENERIC:
        parameters = get_operation(generate(), method, endpoint)["parameters"]
        assert [one["name"] for one in parameters if one["in"] == "path"] == ["name"]


@pytest.mark.parametrize(("method", "endpoint"), [*OPERATIONS, *GENERIC])
def test_every_example_is_as_the_schema_says(generate, method, endpoint):
    schema = generate()

    for status in get_operation(schema, method, endpoint)["responses"]:
        content = get_content(schema, method, endpoint, status)
        assert content["examples"], status
        for example in content["examples"].values():
            validate(example["value"], content["schema"])
    if method != "get":
        request, examples = get_request(schema, method, endpoint)
        assert examples
        for example in examples.values():
            validate(example["value"], request)


def test_what_looks_takes_no_body(generate):
    schema = generate()

    for endpoint in ("recovery-codes/", "2fa-method/"):
        assert "requestBody" not in get_operation(schema, "get", endpoint)


def test_a_subclass_with_a_schema_of_its_own_keeps_it(generate):
    from django.urls import path  # noqa: PLC0415
    from drf_spectacular.utils import extend_schema  # noqa: PLC0415

    class View(views.RecoveryCodes):
        @extend_schema(summary="Mine", responses={204: None})
        def get(self, *args, **kwargs):
            return super().get(*args, **kwargs)

    schema = generate([path("x/", View.as_view())])

    assert get_operation(schema, "get", "x/")["summary"] == "Mine"
    assert "403" in get_operation(schema, "post", "x/")["responses"]


def test_real_answers_are_as_the_schema_says(generate, ann):
    schema = generate()
    seen = set()

    def call(method, endpoint, data=None):
        response = getattr(ann.api, method)(f"/{endpoint}", data)
        seen.add((method, endpoint, response.status_code))
        content = get_content(schema, method, endpoint, response.status_code)
        validate(response.json(), content["schema"])
        ann.clock.shift(2)
        return response.json()

    call("get", "2fa-method/")
    call("post", "totp/confirm/", {"code": "123456"})
    call("post", "totp/confirm/", {})
    ann.enroll()
    for method, endpoint in OPERATIONS:
        if method == "get":
            call(method, endpoint)
            continue
        call(method, endpoint, {"code": "1"})
        data = {"method": "totp", "code_token": "x", "code": "x"}
        call(method, endpoint, data)
    proof = ann.prove()
    call("post", "totp/setup/", {**proof, "code": ann.app.wrong_code()})
    call("post", "totp/setup/", proof)
    ann.use(call("post", "2fa-method/", {"method": "totp", **ann.prove()}))
    call("get", "2fa-method/")
    ann.use(call("post", "recovery-codes/", ann.prove()))
    new = ann.set_up(**ann.prove())
    ann.clock.shift(2)
    call("post", "totp/confirm/", {"code": new.wrong_code()})
    ann.use(call("post", "totp/confirm/", {"code": new.code()}))
    ann.app = new
    proof = ann.prove()
    ann.use(call("delete", "totp/", proof))
    call("delete", "totp/", proof)
    call("post", "totp/setup/")
    ann.clock.shift(290)
    call("post", "totp/setup/")
    ann.api.credentials()
    for method, endpoint in OPERATIONS:
        call(method, endpoint)
    answers = {status for _method, _endpoint, status in seen}

    assert answers == {200, 400, 401, 403, 409}
    for method, endpoint in OPERATIONS:
        assert (method, endpoint, 200) in seen
        assert (method, endpoint, 401) in seen


def test_a_real_wait_is_as_the_schema_says(generate, ann):
    content = get_content(generate(), "post", "totp/confirm/", 429)
    ann.api.post("/totp/confirm/", {"code": "123456"})

    response = ann.api.post("/totp/confirm/", {"code": "123456"})

    assert response.status_code == 429
    validate(response.json(), content["schema"])


def test_a_real_failure_is_as_the_schema_says(generate, ann, configure):
    content = get_content(generate(), "post", "recovery-codes/", 503)
    configure(ENCRYPTION_KEYS=KEYS[:1])
    ann.enroll()
    proof = ann.prove()
    configure(ENCRYPTION_KEYS=KEYS[1:])

    response = ann.api.post("/recovery-codes/", proof)

    assert response.status_code == 503
    assert response.json()["code"] == "method_failed"
    validate(response.json(), content["schema"])


def test_every_endpoint_is_described(generate):
    described = {
        (method, path.lstrip("/"))
        for path, operations in generate()["paths"].items()
        for method, operation in operations.items()
        if operation["tags"] == ["second factors"]
    }

    assert described == {*OPERATIONS, *GENERIC, *OF_PASSKEYS}
