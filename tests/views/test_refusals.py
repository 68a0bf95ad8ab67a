import logging
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from rest_framework import exceptions as rest_framework
from rest_framework.request import Request, clone_request
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken

from drf_jwt_2fa import exceptions
from drf_jwt_2fa.exceptions import Reason, RefusedError
from drf_jwt_2fa.views.refusals import log_refusal


@pytest.fixture
def log(caplog):
    """Log a refusal, and return the record, `None` if there is none."""
    caplog.set_level(logging.DEBUG)

    def log(error, request=None):
        caplog.clear()
        log_refusal(request or make_request(), error)
        assert len(caplog.records) < 2
        return caplog.records[0] if caplog.records else None

    return log


def make_request(path="/auth/", method="post"):
    return Request(getattr(APIRequestFactory(), method)(path))


def caused_by(error, *causes):
    """Return the error as if it were raised from these, the first cause last."""
    one = error
    for cause in causes:
        one.__cause__ = cause
        one = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RefusedError(Reason.WRONG_PASSWORD), "wrong_password"),
        (exceptions.IncorrectCodeError(7), "wrong_code"),
        (exceptions.TokenAlreadyUsedError(), "token_already_used"),
        (exceptions.InsufficientUserAuthenticationError(9), "insufficient_user_authe"),
        (InvalidToken(), "token_not_valid"),
        (AuthenticationFailed("x", code="user_inactive"), "user_inactive"),
        (rest_framework.NotAuthenticated(), "not_authenticated"),
        (rest_framework.PermissionDenied(["a", "b"]), "permission_denied"),
        (rest_framework.NotFound(), "not_found"),
        (Http404(), "not_found"),
        (DjangoPermissionDenied(), "permission_denied"),
    ],
)
def test_a_refusal_is_logged_with_its_reason(log, error, reason):
    record = log(error)

    assert record.name == "drf_jwt_2fa"
    assert record.levelname == "INFO"
    assert record.reason.startswith(reason)
    assert f"POST /auth/ was refused: {record.reason} (" in record.getMessage()
    assert record.request.path == "/auth/"


@pytest.mark.parametrize(
    "error",
    [
        rest_framework.Throttled(),
        exceptions.TooManyCodeTokensError(),
        exceptions.TooManyUnredeemedCodeTokensError(),
        exceptions.TooManyAuthAttemptsError(),
        exceptions.StepUpsClosedError(),
        caused_by(
            rest_framework.PermissionDenied(), exceptions.TooManyAuthAttemptsError()
        ),
    ],
)
def test_a_limit_is_a_warning(log, error):
    assert log(error).levelname == "WARNING"


@pytest.mark.parametrize(
    "error",
    [
        rest_framework.ValidationError({"code": ["x"]}),
        rest_framework.MethodNotAllowed("PUT"),
        exceptions.VerificationCodeSendingError("x"),
        exceptions.CacheUnavailableError(),
        exceptions.MethodFailedError(),
        ValueError("x"),
    ],
)
def test_what_is_no_refusal_is_not_logged(log, error):
    assert log(error) is None


def test_the_reason_is_that_of_the_first_cause(log):
    error = caused_by(
        rest_framework.PermissionDenied(),
        exceptions.NoUsableMethodError(),
        RefusedError(Reason.ACCOUNT_CHANGED, 7),
        KeyError("secret"),
    )

    record = log(error)

    assert record.getMessage() == "POST /auth/ was refused: account_changed (user 7)"
    assert record.exc_info is None


def test_a_fault_that_a_refusal_led_to_is_a_fault(log):
    error = caused_by(ValueError("x"), RefusedError(Reason.WRONG_CODE))

    assert log(error) is None


def test_the_user_is_that_of_the_error_or_of_the_code_token_or_is_signed_in(log):
    def get_user(error, request):
        return log(error, request).getMessage().rpartition("(user ")[2].rstrip(")")

    def make(**attributes):
        request = make_request()
        vars(request).update(attributes)
        return request

    token = SimpleNamespace(checked=SimpleNamespace(user_pk=2))
    junk = SimpleNamespace(checked=None)
    user = SimpleNamespace(pk=3)
    error = rest_framework.PermissionDenied()
    assert get_user(exceptions.TooManyCodeTokensError(user_pk=1), make()) == "1"
    assert get_user(error, make(_presented_token=token, _user=user)) == "2"
    assert get_user(error, make(_presented_token=junk, _user=user)) == "3"
    assert get_user(error, make(_user=user)) == "3"
    assert get_user(error, make()) == "None"


def test_a_request_is_refused_once(log):
    request = make_request()
    assert log(rest_framework.NotFound(), request)

    assert log(rest_framework.NotFound(), request) is None
    assert log(rest_framework.NotFound(), Request(request._request)) is None


def test_a_method_that_was_not_requested_is_not_refused(log):
    request = clone_request(make_request(method="get"), "POST")

    assert log(rest_framework.PermissionDenied(), request) is None


def test_what_is_no_request_is_not_refused(log):
    request = SimpleNamespace(user=None, auth=None)

    assert log(rest_framework.PermissionDenied(), request) is None


@pytest.mark.parametrize("path", ["/x%0AINFO forged", "/x%0D%0A", "/x%E2%80%A8y"])
def test_a_path_cannot_write_lines_into_the_log(log, path):
    record = log(rest_framework.NotFound(), make_request(path))

    assert len(record.getMessage().splitlines()) == 1
