"""The endpoints of sessions take and give what the schema says."""

import pytest
from enrollment.schema.reading import get_content, get_operation, get_request, validate
from needs import require_module
from schema.reading import generate_schema
from sessions.urls import urlpatterns

from drf_jwt_2fa.sessions import views

pytestmark = pytest.mark.integration
ONE = "sessions/{id}/"
OPERATIONS = [
    ("get", "sessions/", "200"),
    ("delete", "sessions/", "200"),
    ("patch", ONE, "200"),
    ("delete", ONE, "204"),
]


@pytest.fixture
def generate(settings):
    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }

    def generate(patterns=urlpatterns):
        require_module("drf_spectacular")
        # Not installed everywhere.
        import drf_jwt_2fa.enrollment.schema  # noqa: PLC0415
        import drf_jwt_2fa.sessions.schema  # noqa: F401, PLC0415

        return generate_schema(patterns)

    return generate


@pytest.mark.parametrize(("method", "endpoint", "status"), OPERATIONS)
def test_every_example_is_as_the_schema_says(generate, method, endpoint, status):
    schema = generate()
    operation = get_operation(schema, method, endpoint)

    assert operation["tags"] == ["sessions"]
    assert next(iter(operation["responses"])) == status
    for one, response in operation["responses"].items():
        if "content" not in response:
            assert one == "204"
            continue
        content = get_content(schema, method, endpoint, one)
        for example in content["examples"].values():
            components = {"components": schema["components"]}
            validate(example["value"], {**content["schema"], **components})


def test_what_is_sent_is_as_the_schema_says(generate):
    schema = generate()

    request, examples = get_request(schema, "patch", ONE)
    assert request["required"] == list(request["properties"])
    for example in examples.values():
        validate(example["value"], request)


def test_an_answer_is_as_the_schema_says(generate, laptop):
    schema = generate()
    content = get_content(schema, "get", "sessions/", 200)
    item = schema["components"]["schemas"]["Session"]

    assert content["schema"]["type"] == "array"
    [session] = laptop.client.get("/sessions/").json()
    assert set(session) == set(item["properties"])
    validate(session, item)


def test_a_refresh_gives_a_refresh_token_and_its_errors(generate, monkeypatch):
    from drf_jwt_2fa.sessions.apps import SessionsConfig  # noqa: PLC0415

    content = get_content(generate(), "post", "refresh/", 200)
    assert set(content["schema"]["properties"]) == {"access", "refresh"}
    assert "token_reused" in str(get_operation(generate(), "post", "refresh/"))

    monkeypatch.setattr(SessionsConfig, "hooks", None)
    content = get_content(generate(), "post", "refresh/", 200)
    assert set(content["schema"]["properties"]) == {"access"}
    assert "token_reused" not in str(get_operation(generate(), "post", "refresh/"))


def test_a_subclass_with_a_schema_of_its_own_keeps_it(generate):
    from django.urls import path  # noqa: PLC0415
    from drf_spectacular.utils import extend_schema  # noqa: PLC0415

    class View(views.Sessions):
        @extend_schema(summary="Mine", responses={204: None})
        def get(self, *args, **kwargs):
            return super().get(*args, **kwargs)

    schema = generate([path("x/", View.as_view())])

    assert get_operation(schema, "get", "x/")["summary"] == "Mine"
    assert get_operation(schema, "delete", "x/")["summary"] == "End all other sessions"


def test_no_two_operations_have_the_same_name(generate, capsys):
    paths = generate()["paths"]

    names = {
        operation["operationId"]: (path, method)
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert names["end_other_login_sessions"] == ("/sessions/", "delete")
    assert names["end_login_session"] == ("/sessions/{id}/", "delete")
    assert len(names) == sum(map(len, paths.values()))
    assert all(name[0].isalpha() for name in names)
    assert "collisions" not in capsys.readouterr().err
