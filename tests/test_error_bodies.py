import pytest
from rest_framework import exceptions
from rest_framework_simplejwt.exceptions import InvalidToken

from drf_jwt_2fa.error_bodies import add_error_code
from drf_jwt_2fa.exceptions import TokenAlreadyUsedError


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
    body = {"message": "No."}

    assert add_error_code(body, TokenAlreadyUsedError())["code"] == "token_already_used"
    assert add_error_code(body, ValueError())["code"] == "error"


def test_a_list_is_left_as_it_is():
    assert add_error_code(["No."], exceptions.NotFound()) == ["No."]


def test_the_errors_of_a_field_called_code_are_not_lost():
    error = exceptions.ValidationError({"code": ["Missing."], "code_token": ["Bad."]})

    assert add_error_code(error.detail, error) == {
        "code": "invalid",
        "code_token": ["Bad."],
        "errors": {"code": ["Missing."], "code_token": ["Bad."]},
    }
