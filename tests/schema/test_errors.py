"""The errors of each endpoint."""

import pytest
from docs.pages import read_table
from schema.reading import (
    ENDPOINTS,
    get_content,
    list_contents,
)

pytestmark = pytest.mark.integration


def read_documented_errors(endpoint):
    """Return the errors of a project without the app of sessions."""
    rows = read_table("reference/errors.md", "Endpoint")
    return {
        (status, code.strip("`"))
        for endpoints, status, code, when in rows
        if f"`{endpoint}`" in endpoints or endpoints == "all"
        if not when.startswith("With `drf_jwt_2fa.sessions`:")
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_errors_are_those_of_the_reference(generate, endpoint):
    schema = generate()

    described = {
        (status, example["value"]["code"])
        for status in list_contents(schema, endpoint)
        if status != "200"
        for example in get_content(schema, endpoint, status)["examples"].values()
    }
    assert described == read_documented_errors(endpoint)
