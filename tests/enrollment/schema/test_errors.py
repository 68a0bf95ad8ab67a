"""The errors of each enrolment endpoint."""

import pytest
from docs.pages import read_table
from enrollment.schema.reading import GENERIC, OPERATIONS, get_content, get_operation

pytestmark = pytest.mark.integration


def read_documented_errors(method, endpoint):
    """Return the documented errors; those that look take no body, and no proof."""
    return {
        (status, code.strip("`"))
        for endpoints, status, code, _when in read_table(
            "reference/errors.md", "Endpoint"
        )
        if f"`{endpoint}`" in endpoints or endpoints == "all"
        if method != "get" or (status == "401" and "login_outdated" not in code)
    }


@pytest.mark.parametrize(("method", "endpoint"), OPERATIONS)
def test_the_errors_are_those_of_the_reference(generate, method, endpoint):
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
