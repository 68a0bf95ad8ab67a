"""The bodies of errors that the handler of a project makes."""

import pytest
from django.db import connection
from django.http import JsonResponse
from rest_framework.response import Response
from rest_framework.views import exception_handler
from schema.reading import get_body, get_content

pytestmark = pytest.mark.integration
# It comes with drf-spectacular, which is not installed everywhere.
jsonschema = pytest.importorskip("jsonschema")


def handle_with_envelope(exc, context):
    response = exception_handler(exc, context)
    context["request"].build_absolute_uri  # noqa: B018  # It is a real one.
    response.data = {"success": False, "tries": 1, "cost": 0.5, "error": response.data}
    return response


def handle_with_list(exc, context):
    return Response([str(exc)] * 2, status=exc.status_code)


def handle_with_json_response(exc, context):
    return JsonResponse({"message": str(exc), "more": None}, status=exc.status_code)


def handle_with_text(exc, context):
    return Response("No.", status=exc.status_code)


def handle_with_empty_list(exc, context):
    return Response([], status=exc.status_code)


def handle_with_nothing(exc, context):
    return Response(status=exc.status_code)


def handle_real_requests_only(exc, context):
    return Response({"path": context["request"].resolver_match.route})


@pytest.mark.parametrize("handler", ["envelope", "list", "json_response", "text"])
def test_errors_are_described_as_the_handler_of_the_project_makes_them(
    generate, api, user, settings, handler
):
    name = f"{__name__}.handle_with_{handler}"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": name}
    schema = generate()

    for status, data in [
        (400, {}),
        (400, "{"),
        (401, {"username": "a", "password": "b"}),
    ]:
        json_type = {"content_type": "application/json"} if data == "{" else {}
        response = api.post("/get-code/", data, **json_type)
        assert response.status_code == status
        body = get_body(schema, "get-code/", status)
        jsonschema.validate(response.json(), body)
        assert body.get("type") != "object" or body["properties"]
        for example in get_content(schema, "get-code/", status)["examples"].values():
            jsonschema.validate(example["value"], body)


def get_error(generate, settings, handler):
    name = f"{__name__}.{handler}"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": name}
    content = get_content(generate(), "get-code/", 401)
    assert content["schema"] == {"$ref": "#/components/schemas/TwoFactorError"}
    return get_body(generate(), "get-code/", 401)


def test_an_envelope_is_described_with_what_is_in_it(generate, settings):
    assert get_error(generate, settings, "handle_with_envelope") == {
        "type": "object",
        "properties": {
            "success": {"type": "boolean"},
            "tries": {"type": "integer"},
            "cost": {"type": "number"},
            "error": {
                "type": "object",
                "properties": {"detail": {"type": "string"}},
                "additionalProperties": True,
            },
        },
        "additionalProperties": True,
    }


def test_in_an_envelope_the_fields_may_have_any_name(generate, settings):
    get_error(generate, settings, "handle_with_envelope")

    of_fields, of_parsing = get_body(generate(), "auth/", 400)["anyOf"]

    texts = {"type": "array", "items": {"type": "string"}}
    assert of_fields["properties"]["error"]["additionalProperties"] == texts
    assert "detail" in of_parsing["properties"]["error"]["properties"]


@pytest.mark.parametrize(
    ("handler", "body"),
    [
        ("handle_with_text", {"type": "string"}),
        ("handle_with_list", {"type": "array", "items": {"type": "string"}}),
        ("handle_with_empty_list", {"type": "array", "items": {}}),
        ("handle_with_nothing", {"type": "object", "additionalProperties": True}),
        ("handle_real_requests_only", {"type": "object", "additionalProperties": True}),
    ],
)
def test_other_bodies_are_described_as_far_as_they_can_be_known(
    generate, settings, handler, body
):
    assert get_error(generate, settings, handler) == body


def handle_and_report(exc, context):
    assert exc.status_code < 500, "Somebody is rung out of bed"
    return exception_handler(exc, context)


def test_no_handler_is_given_a_failure_of_the_server_to_report(generate, settings):
    get_error(generate, settings, "handle_and_report")

    examples = get_content(generate(), "get-code/", 401)["examples"]
    assert examples
    assert "examples" not in get_content(generate(), "get-code/", 503)


def test_whoever_asks_for_the_schema_keeps_their_transaction(
    generate, settings, user, monkeypatch
):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    get_error(generate, settings, "handle_with_envelope")

    assert not connection.get_rollback()
    monkeypatch.setattr(connection, "needs_rollback", True)
    generate()
    assert connection.get_rollback()
