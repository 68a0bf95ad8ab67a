"""The schema says what the enrolment endpoints take and give."""

import base64
import sys

import pytest
from django.apps import apps
from docs.pages import read_table
from needs import require_module
from testproject.methods import METHODS

from drf_jwt_2fa import enrollment
from drf_jwt_2fa.enrollment import views

pytestmark = pytest.mark.integration

# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")

OPERATIONS = [
    ("post", "totp/setup/"),
    ("post", "totp/confirm/"),
    ("delete", "totp/"),
    ("get", "recovery-codes/"),
    ("post", "recovery-codes/"),
    ("get", "2fa-method/"),
    ("post", "2fa-method/"),
]
# Of any method, by the endpoint of the app that it is like.
GENERIC = {
    ("post", "methods/{name}/setup/"): "totp/setup/",
    ("post", "methods/{name}/confirm/"): "totp/confirm/",
    ("delete", "methods/{name}/"): "totp/",
}
KEYS = [base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]
SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"


@pytest.fixture
def generate(settings):
    """Return the schema of these URL patterns, by default of all endpoints."""
    require_module("drf_spectacular")
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415
    from drf_spectacular.validation import validate_schema  # noqa: PLC0415
    from enrollment.urls import urlpatterns  # noqa: PLC0415

    import drf_jwt_2fa.enrollment.schema  # noqa: PLC0415
    import drf_jwt_2fa.schema  # noqa: F401, PLC0415

    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
        "ERROR_CODE_IN_BODY": True,
    }

    def generate(patterns=urlpatterns):
        schema = SchemaGenerator(patterns=patterns).get_schema(public=True)
        validate_schema(schema)
        return schema

    return generate


def get_operation(schema, method, endpoint):
    return schema["paths"][f"/{endpoint}"][method]


def get_content(schema, method, endpoint, status):
    responses = get_operation(schema, method, endpoint)["responses"]
    content = responses[str(status)]["content"]["application/json"]
    return {**content, "schema": resolve(schema, content["schema"])}


def resolve(schema, body):
    if "$ref" not in body:
        return body
    return schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]


def get_request(schema, method, endpoint):
    body = get_operation(schema, method, endpoint)["requestBody"]
    content = body["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    return schema["components"]["schemas"][name], content["examples"]


def validate(value, schema):
    """Validate by a schema of OpenAPI 3.0, which has its own way to say `null`."""
    jsonschema.validate(value, spell_out_null(schema))


def spell_out_null(schema):
    if isinstance(schema, list):
        return [spell_out_null(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    spelt_out = {key: spell_out_null(value) for key, value in schema.items()}
    if spelt_out.pop("nullable", False):
        return {"anyOf": [spelt_out, {"type": "null"}]}
    return spelt_out


def read_documented_errors(method, endpoint):
    """Return the errors of the README; those that look take no body, and no proof."""
    return {
        (status, code.strip("`"))
        for endpoints, status, code, _when in read_table("../README.md", "Endpoint")
        if f"`{endpoint}`" in endpoints or endpoints == "all"
        if method != "get" or (status == "401" and "login_outdated" not in code)
    }


@pytest.mark.parametrize(("method", "endpoint"), OPERATIONS)
def test_the_errors_are_those_of_the_readme(generate, method, endpoint):
    schema = generate()

    described = {
        (status, example["value"]["code"])
        for status in get_operation(schema, method, endpoint)["responses"]
        if status != "200"
        for example in get_content(schema, method, endpoint, status)[
            "examples"
        ].values()
    }
    assert described == read_documented_errors(method, endpoint)


@pytest.mark.parametrize(("method", "endpoint"), GENERIC)
def test_the_errors_of_any_method_are_those_of_the_app_and_a_404(
    generate, method, endpoint
):
    schema = generate()

    def get_statuses(path):
        return set(get_operation(schema, method, path)["responses"])

    assert get_statuses(endpoint) == get_statuses(GENERIC[method, endpoint]) | {"404"}
    content = get_content(schema, method, endpoint, 404)
    [example] = content["examples"].values()
    assert example["value"]["code"] == "not_found"


def test_a_setup_of_any_method_shows_what_that_method_shows(generate):
    schema = generate()

    body = get_content(schema, "post", "methods/{name}/setup/", 200)["schema"]
    assert "required" not in body
    validate({"anything": 1}, body)
    app = get_content(schema, "post", "totp/setup/", 200)["schema"]
    assert app["required"] == ["secret", "provisioning_uri", "qr_code"]


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


@pytest.mark.parametrize(("method", "endpoint"), [*OPERATIONS, *GENERIC])
def test_all_want_an_access_token(generate, method, endpoint):
    operation = get_operation(generate(), method, endpoint)

    takes_others = endpoint.endswith(("/setup/", "/confirm/"))
    schemes = ["enrollmentAuth", "jwt2faAuth"] if takes_others else ["jwt2faAuth"]
    assert operation["security"] == [{scheme: []} for scheme in schemes]
    assert operation["tags"] == ["second factors"]
    assert operation["summary"]
    assert operation["description"]
    assert list(operation["responses"]["401"]["headers"]) == ["WWW-Authenticate"]
    if method != "get":
        assert list(operation["responses"]["429"]["headers"]) == ["Retry-After"]


def test_the_prefix_of_tokens_is_that_of_simple_jwt(generate, settings):
    scheme = generate()["components"]["securitySchemes"]["enrollmentAuth"]
    assert scheme == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token, or the enrolment token of a login.",
    }

    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT",)}
    scheme = generate()["components"]["securitySchemes"]["enrollmentAuth"]
    assert (scheme["type"], scheme["in"]) == ("apiKey", "header")
    assert scheme["name"] == "Authorization"
    assert scheme["description"].startswith("An access token, or the enrolment")
    assert '"JWT"' in scheme["description"]


def test_errors_are_components_that_clients_know_by_name(generate):
    schema = generate()

    for method, endpoint in [*OPERATIONS, *GENERIC]:
        for status, response in get_operation(schema, method, endpoint)[
            "responses"
        ].items():
            name = {"400": "TwoFactorFieldErrors"}.get(status, "TwoFactorError")
            body = response["content"]["application/json"]["schema"]
            ref = {"$ref": f"#/components/schemas/{name}"}
            assert (body == ref) == (status != "200")


def test_a_first_enrolment_takes_nothing_and_another_one_a_proof(generate):
    request, examples = get_request(generate(), "post", "totp/setup/")

    assert set(request["properties"]) == {"code_token", "code"}
    assert "required" not in request
    bodies = [set(example["value"]) for example in examples.values()]
    assert bodies == [set(), {"code_token", "code"}]


def test_a_removal_has_a_body_although_it_is_a_delete(generate):
    schema = generate()

    request, _examples = get_request(schema, "delete", "totp/")
    assert request["required"] == ["code", "code_token"]
    assert request["properties"]["code"]["maxLength"] == 64
    assert get_operation(schema, "delete", "totp/")["requestBody"]["required"]


def test_what_looks_takes_no_body(generate):
    schema = generate()

    for endpoint in ("recovery-codes/", "2fa-method/"):
        assert "requestBody" not in get_operation(schema, "get", endpoint)


def test_sliding_tokens_have_one_key(generate, settings):
    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": SLIDING}

    body = get_content(generate(), "delete", "totp/", 200)["schema"]

    assert body["required"] == ["token"]


def test_later_versions_of_openapi_have_their_own_null(generate):
    from drf_spectacular.settings import patched_settings  # noqa: PLC0415

    with patched_settings({"OAS_VERSION": "3.1.0"}):
        body = get_content(generate(), "get", "2fa-method/", 200)["schema"]

    assert body["properties"]["preferred"] == {"type": ["string", "null"]}


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


def test_the_app_loads_the_schema_if_drf_spectacular_is_installed(
    settings, generate, monkeypatch
):
    name = "drf_jwt_2fa.enrollment.schema"
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(enrollment, "schema")
    config = apps.get_app_config("drf_jwt_2fa_enrollment")

    config.ready()
    assert name not in sys.modules

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_spectacular"]
    config.ready()
    assert name in sys.modules


def test_every_endpoint_is_described(generate):
    described = {
        (method, path.lstrip("/"))
        for path, operations in generate()["paths"].items()
        for method, operation in operations.items()
        if operation["tags"] == ["second factors"]
    }

    assert described == {*OPERATIONS, *GENERIC}
