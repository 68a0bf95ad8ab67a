import pytest
from django.contrib.auth import get_user_model
from django.http import JsonResponse
from django.utils.cache import has_vary_header
from rest_framework.authentication import BaseAuthentication
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import BaseThrottle
from testproject.client import other_code

from drf_jwt_2fa import views

OPEN = ["/get-code/", "/challenge/", "/auth/", "/refresh/", "/verify/"]
ENDPOINTS = [*OPEN, "/step-up/"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_answer_is_stored_by_caches(api, db, endpoint):
    response = api.post(endpoint)

    assert response["Cache-Control"] == "private, no-store"
    assert has_vary_header(response, "Authorization")


def handle_with_cached_page(exc, context):
    response = JsonResponse({}, status=400)
    response["Cache-Control"] = "public, max-age=600"
    response["Vary"] = "Cookie"
    return response


def test_what_a_handler_says_of_caches_does_not_make_an_answer_public(
    api, db, settings
):
    name = f"{__name__}.handle_with_cached_page"
    settings.REST_FRAMEWORK = {"EXCEPTION_HANDLER": name}

    response = api.post("/get-code/")

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "public" not in response["Cache-Control"]
    assert has_vary_header(response, "Cookie")
    assert has_vary_header(response, "Authorization")


def test_answers_vary_by_the_header_that_simple_jwt_reads(api, db, settings):
    settings.SIMPLE_JWT = {"AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN"}

    assert has_vary_header(api.post("/get-code/"), "X-Access-Token")


def test_by_default_an_error_body_has_no_code(api, user):
    assert api.get_code(password="wrong").json() == {
        "detail": "Incorrect authentication credentials."
    }


@pytest.fixture
def _codes_in_bodies(settings):
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True}


@pytest.mark.usefixtures("_codes_in_bodies")
def test_every_error_body_can_have_its_code(api, user):
    code, token = api.get_code_and_token()
    answers = [
        (api.get_code(password="wrong"), 401, "authentication_failed"),
        (api.get_code(password=""), 400, "invalid"),
        (api.get("/get-code/"), 405, "method_not_allowed"),
        (api.post("/auth/", "x", content_type="text/x"), 415, "unsupported_media_type"),
        (api.post("/auth/", "{", content_type="application/json"), 400, "parse_error"),
        (api.auth(token, other_code(code)), 401, "authentication_failed"),
        (api.auth(token, code), 429, "throttled"),
        (api.auth_after_wait(token, code), 200, None),
        (api.auth_after_wait(token, code), 401, "token_already_used"),
        (api.post("/refresh/", {"refresh": "x"}), 401, "token_not_valid"),
        (api.post("/verify/", {}), 400, "invalid"),
    ]
    for response, status, error_code in answers:
        assert response.status_code == status
        assert response.json().get("code") == error_code


@pytest.mark.usefixtures("_codes_in_bodies")
def test_codes_are_not_translated(api, user, settings):
    settings.LANGUAGE_CODE = "fi"

    body = api.get_code(password="wrong").json()

    assert body["detail"] != "Incorrect authentication credentials."
    assert body["code"] == "authentication_failed"


@pytest.mark.usefixtures("_codes_in_bodies")
def test_a_faulty_code_field_is_told_beside_the_error_code(api, db):
    response = api.post("/auth/", {"code_token": "x"})

    assert response.status_code == 400
    assert response.json() == {
        "code": "invalid",
        "errors": {"code": ["This field is required."]},
    }


class ImpatientThrottle(BaseThrottle):
    """A throttle that does not say for how long."""

    def allow_request(self, request, view):
        return False


@pytest.mark.parametrize(
    "view", [views.ObtainCodeToken, views.ObtainChallenge, views.RefreshAuthToken]
)
def test_every_429_says_how_long_to_wait(db, rf, view):
    data = {"username": "a", "password": "b", "code_token": "c", "refresh": "d"}
    request = rf.post("/", data)

    response = view.as_view(throttle_classes=[ImpatientThrottle])(request)

    assert response.status_code == 429
    assert response["Retry-After"] == "1"


def handle_without_headers(exc, context):
    return Response({"error": "no"}, status=429)


def test_a_handler_of_the_project_need_not_know_of_that(api, user, settings):
    settings.REST_FRAMEWORK = {
        "EXCEPTION_HANDLER": f"{__name__}.handle_without_headers",
    }
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))

    assert api.auth(token, code)["Retry-After"] == "2"


class OfAnotherUserModel(BaseAuthentication):
    """Looks for a user by a key that the user model cannot hold."""

    def authenticate(self, request):
        return get_user_model().objects.get(pk="no number"), None


def test_a_key_that_no_user_can_have_is_a_401(db, settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}
    view = views.ObtainStepUp.as_view(authentication_classes=[OfAnotherUserModel])

    assert view(APIRequestFactory().post("/")).status_code == 401
