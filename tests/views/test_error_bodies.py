from copy import deepcopy

import pytest
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail
from rest_framework_simplejwt.exceptions import InvalidToken

from drf_jwt_2fa.exceptions import (
    InsufficientUserAuthenticationError,
    TokenAlreadyUsedError,
)
from drf_jwt_2fa.views.error_bodies import add_error_code


def make_body(error):
    return error.detail if isinstance(error.detail, dict) else {"detail": error.detail}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (exceptions.AuthenticationFailed(), "authentication_failed"),
        (exceptions.PermissionDenied(), "permission_denied"),
        (exceptions.Throttled(3), "throttled"),
        (exceptions.MethodNotAllowed("PUT"), "method_not_allowed"),
        (TokenAlreadyUsedError(), "token_already_used"),
        (InvalidToken(), "token_not_valid"),
    ],
)
def test_the_body_has_the_code_of_its_error(error, code):
    body = make_body(error)

    with_code = add_error_code(body, error)

    assert with_code == {**body, "code": code}


def test_the_code_is_that_of_the_text_in_the_body():
    error = exceptions.PermissionDenied(code="special")

    assert add_error_code(make_body(error), error)["code"] == "special"


def test_where_the_project_words_errors_itself_the_code_is_the_errors_own():
    body = {"detail": "No.", "status_code": 401}

    assert add_error_code(body, TokenAlreadyUsedError()) == {
        **body,
        "code": "token_already_used",
    }
    assert add_error_code(body, ValueError())["code"] == "error"


FIELDS = {"code": [ErrorDetail("Missing.", "required")]}
INVALID = exceptions.ValidationError(FIELDS)
STANDARDIZED = {
    "type": "validation_error",
    "errors": [{"code": "required", "detail": "Missing.", "attr": "code"}],
}


@pytest.mark.parametrize("error", [exceptions.NotFound(), INVALID, ValueError()])
@pytest.mark.parametrize(
    "body",
    [
        *(None, "", "No.", 0, [], ["No."], {}),
        {"message": "No."},
        {"success": False, "error": {"detail": "No."}},
        {"success": False, "error": FIELDS},
        {"detail": {"text": "No."}},
        {"detail": ["No."]},
        {"detail": None},
        {"detail": "No.", "code": "mine"},
        {"detail": "No.", "errors": FIELDS},
        {**FIELDS, "errors": FIELDS},
        {**FIELDS, "status_code": 400},
        STANDARDIZED,
    ],
)
def test_what_the_project_made_of_an_error_is_left_as_it_is(body, error):
    before = deepcopy(body)

    assert add_error_code(body, error) == before
    assert body == before


@pytest.mark.parametrize("added", [{"status_code": 400}, STANDARDIZED, {"code": 4}])
def test_what_the_project_adds_in_place_is_left_as_it_is(added):
    # REST framework's handler returns the very dictionary that is in the error.
    error = exceptions.ValidationError({"username": ["Missing."]})
    error.detail.update(added)

    assert add_error_code(error.detail, error) == {"username": ["Missing."], **added}


def test_a_copy_of_the_errors_by_field_is_as_good():
    assert add_error_code({"code": ["Missing."]}, INVALID) == {
        "code": "invalid",
        "errors": {"code": ["Missing."]},
    }


def test_the_errors_of_nested_fields_are_repeated_too():
    error = exceptions.ValidationError({"a": [{}, {"b": ["Bad."]}], "c": {"d": "Bad."}})

    with_code = add_error_code(error.detail, error)

    assert with_code == {**error.detail, "code": "invalid", "errors": error.detail}


def test_a_list_of_errors_is_left_as_it_is():
    error = exceptions.ValidationError(["Bad."])

    assert add_error_code(error.detail, error) == ["Bad."]


def test_an_error_that_says_its_code_says_it_once():
    error = InsufficientUserAuthenticationError(60)

    assert add_error_code(error.detail, error) == {
        "detail": "Please confirm that it is you.",
        "code": "insufficient_user_authentication",
    }


def test_the_errors_of_a_field_called_code_are_not_lost():
    error = exceptions.ValidationError({"code": ["Missing."], "code_token": ["Bad."]})

    assert add_error_code(error.detail, error) == {
        "code": "invalid",
        "code_token": ["Bad."],
        "errors": {"code": ["Missing."], "code_token": ["Bad."]},
    }
