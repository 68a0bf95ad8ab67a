"""A project words errors itself, with an exception handler of any kind."""

import pytest
from django.http import HttpResponse, JsonResponse
from needs import require_module
from rest_framework.response import Response
from rest_framework.views import exception_handler
from testproject.client import other_code

from drf_jwt_2fa.testing import LoginFailedError, log_in


def make_none(exc, response):
    response.data = None
    return response


def make_list(exc, response):
    response.data = [str(exc)]
    return response


def make_text(exc, response):
    response.data = str(exc)
    return response


def make_envelope(exc, response):
    response.data = {"success": False, "error": response.data}
    return response


def make_status(exc, response):
    response.data["status_code"] = response.status_code
    return response


def make_coded(exc, response):
    return Response({"code": 7, "detail": str(exc)}, status=response.status_code)


def make_json_response(exc, response):
    return JsonResponse({"error": str(exc)}, status=response.status_code)


def make_empty_response(exc, response):
    return HttpResponse(status=response.status_code)


KINDS = {
    name: function for name, function in globals().items() if name.startswith("make_")
}
made = None


def handle(exc, context):
    return made(exc, exception_handler(exc, context))


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def _handler(request, settings, monkeypatch):
    monkeypatch.setitem(globals(), "made", request.param)
    settings.REST_FRAMEWORK = {"EXCEPTION_HANDLER": f"{__name__}.handle"}


def read(response):
    """Return what the client reads."""
    is_json = response.get("Content-Type") == "application/json"
    return response.json() if is_json and response.content else response.content


def fail(api):
    """Return answers with errors of each kind."""
    code, token = api.get_code_and_token()
    wrong = other_code(code)
    return [
        api.post("/get-code/", {}),
        api.post("/get-code/", "{", content_type="application/json"),
        api.get_code(password="wrong"),
        api.auth(token, wrong),
        api.auth(token, wrong),
        api.post("/refresh/", {"refresh": "x"}),
        api.get("/verify/"),
        api.post("/step-up/"),
    ]


STATUSES = [400, 400, 401, 401, 429, 401, 405, 404]


@pytest.mark.usefixtures("_handler")
def test_codes_are_not_put_into_what_the_project_made(api, user, settings, clock):
    bodies = {}
    for adds_codes in (False, True):
        settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": adds_codes}
        answers = fail(api)
        clock.shift(60)
        assert [answer.status_code for answer in answers] == STATUSES
        assert all("no-store" in answer["Cache-Control"] for answer in answers)
        bodies[adds_codes] = list(map(read, answers))

    if made is make_status:
        # REST framework's `detail` is still there, and its code is put beside it.
        assert all(
            {**before, **after} == after and "errors" not in after
            for before, after in zip(bodies[False], bodies[True], strict=True)
        )
        assert [body.get("code") for body in bodies[True]] == [
            *(None, "parse_error", "authentication_failed", "authentication_failed"),
            *("throttled", "token_not_valid", "method_not_allowed", "not_found"),
        ]
    else:
        assert bodies[True] == bodies[False]


@pytest.mark.usefixtures("_handler", "user")
def test_a_login_that_fails_in_a_test_of_the_project_says_so(api):
    with pytest.raises(LoginFailedError, match="401"):
        log_in(api, "ann", "wrong")


@pytest.mark.integration
def test_standardized_errors_stay_standardized(api, user, settings):
    require_module("drf_standardized_errors")
    settings.REST_FRAMEWORK = {
        "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler"
    }
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True}

    answers = fail(api)

    assert [answer.status_code for answer in answers] == STATUSES
    bodies = [answer.json() for answer in answers]
    assert all(set(body) == {"type", "errors"} for body in bodies)
    assert bodies[0]["errors"] == [
        {"code": "required", "detail": "This field is required.", "attr": name}
        for name in ("username", "password")
    ]
    assert bodies[2]["errors"] == [
        {
            "code": "authentication_failed",
            "detail": "Incorrect authentication credentials.",
            "attr": None,
        }
    ]
    assert answers[4]["Retry-After"]
