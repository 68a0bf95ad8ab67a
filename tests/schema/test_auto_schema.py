"""The names of operations, what they require, and whether that is a body."""

import sys

import pytest
from django.urls import include, path
from schema.reading import ENDPOINTS, get_operation
from testproject.methods import PASSKEY_SETTINGS
from testproject.urls import urlpatterns

from drf_jwt_2fa.views import ObtainCodeToken

pytestmark = pytest.mark.integration
NAMES = [
    "obtain_code_token",
    "obtain_challenge",
    "obtain_auth_token",
    "obtain_step_up",
    "refresh_auth_token",
    "verify_auth_token",
    "sign_out",
]


def get_names(schema):
    return {
        path: operation["operationId"]
        for path, operations in schema["paths"].items()
        for operation in operations.values()
    }


def test_each_operation_has_the_name_of_its_view(generate):
    schema = generate()

    names = [get_operation(schema, one)["operationId"] for one in ENDPOINTS]

    assert names == NAMES


def test_a_path_does_not_change_the_names(generate):
    schema = generate([path("2/login/", include(urlpatterns))])

    assert set(NAMES) < set(get_names(schema).values())


def test_a_view_with_two_paths_has_two_names(generate, capsys):
    schema = generate(
        [path("v1/", include(urlpatterns)), path("v2/", include(urlpatterns))]
    )

    names = get_names(schema)
    assert names["/v1/get-code/"] == "obtain_code_token"
    assert names["/v2/get-code/"] == "obtain_code_token_at_v2_get_code_create"
    assert len(set(names.values())) == len(names)
    assert "collisions" not in capsys.readouterr().err


def test_a_subclass_beside_its_base_has_a_name_of_its_own(generate):
    class View(ObtainCodeToken):
        """Ask for something more."""

    schema = generate([*urlpatterns, path("more/", View.as_view())])

    names = get_names(schema)
    assert names["/get-code/"] == "obtain_code_token"
    assert names["/more/"] == "obtain_code_token_at_more_create"


def test_each_schema_begins_anew(generate):
    assert get_names(generate()) == get_names(generate())


def test_open_endpoints_say_that_they_are_open(generate):
    from drf_spectacular.settings import patched_settings  # noqa: PLC0415

    # Whoever sets it for all operations, say for a gateway, means these, too; but
    # nothing that this package asks for.
    with patched_settings({"SECURITY": [{"gateway": []}]}):
        schema = generate()

    security = {one: get_operation(schema, one)["security"] for one in ENDPOINTS}
    assert security.pop("step-up/") == [{"jwt2faAuth": []}, {"gateway": []}]
    assert list(security.values()) == [[{"gateway": []}, {}]] * 6


def test_a_body_is_required_where_a_field_is(generate, settings):
    settings.JWT2FA_AUTH = PASSKEY_SETTINGS
    schema = generate()

    required = {
        endpoint: get_operation(schema, endpoint)["requestBody"].get("required")
        for endpoint in ENDPOINTS
    }

    assert required.pop("step-up/") is None
    assert set(required.values()) == {True}


def test_the_schema_class_of_the_project_stays(generate, settings, monkeypatch):
    from drf_spectacular.openapi import AutoSchema  # noqa: PLC0415

    class ProjectSchema(AutoSchema):
        def get_extensions(self):
            return {"x-of-the-project": True}

    module = sys.modules[__name__]
    monkeypatch.setattr(module, "ProjectSchema", ProjectSchema, raising=False)
    settings.REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": f"{__name__}.ProjectSchema"}

    operation = get_operation(generate(), "get-code/")

    assert operation["x-of-the-project"]
    assert operation["operationId"] == "obtain_code_token"
