import pytest
from django.http import JsonResponse
from django.utils.cache import has_vary_header
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import BaseThrottle
from rest_framework_simplejwt import settings as jwt_settings, views as simple_jwt_views
from rest_framework_simplejwt.serializers import (
    TokenRefreshSerializer,
    TokenRefreshSlidingSerializer,
)
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from testproject.client import other_code

from drf_jwt_2fa import serializers, throttling, views

OPEN = ["/get-code/", "/challenge/", "/auth/", "/refresh/", "/verify/"]
ENDPOINTS = [*OPEN, "/step-up/"]


def test_the_views_are_simple_jwts_with_our_serializers_and_throttles():
    for view, serializer, throttle in [
        (
            views.ObtainCodeToken,
            serializers.CodeTokenSerializer,
            throttling.CodeTokenThrottler,
        ),
        (
            views.ObtainAuthToken,
            serializers.AuthTokenSerializer,
            throttling.AuthTokenThrottler,
        ),
    ]:
        assert issubclass(view, simple_jwt_views.TokenObtainPairView)
        assert view.serializer_class is serializer
        assert view.throttle_classes == [throttle]
    assert issubclass(views.RefreshAuthToken, simple_jwt_views.TokenRefreshView)
    assert issubclass(views.VerifyAuthToken, simple_jwt_views.TokenVerifyView)


def test_a_refresh_token_gives_a_new_access_token(api, user):
    response = api.post("/refresh/", {"refresh": str(RefreshToken.for_user(user))})

    assert response.status_code == 200
    assert AccessToken(response.json()["access"])


def test_refreshing_for_a_deleted_user_is_a_401(api, user):
    refresh = str(RefreshToken.for_user(user))
    user.delete()

    response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 401
    assert response.json()["code"] == "user_not_found"


def test_a_deleted_user_is_told_for_sliding_tokens_too(user):
    class RefreshSlidingToken(views.RefreshAuthToken):
        serializer_class = TokenRefreshSlidingSerializer

    view = RefreshSlidingToken.as_view()
    token = str(SlidingToken.for_user(user))
    request = APIRequestFactory().post("/", {"token": token})
    assert view(request).status_code == 200
    user.delete()

    assert view(request).status_code == 401


def test_refreshing_looks_at_the_user_once(api, user, django_assert_num_queries):
    refresh = str(RefreshToken.for_user(user))

    with django_assert_num_queries(1):
        response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 200


def test_an_inactive_user_is_refused_by_every_release(api, user):
    refresh = str(RefreshToken.for_user(user))
    user.is_active = False
    user.save()

    assert api.post("/refresh/", {"refresh": refresh}).status_code == 401


def test_an_inactive_user_is_refused_whatever_the_rule_of_the_project(
    api, user, settings, monkeypatch
):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: True}
    # Simple JWT's modules keep the settings that they were imported with.
    name = "rest_framework_simplejwt.serializers.api_settings"
    monkeypatch.setattr(name, jwt_settings.api_settings)
    refresh = str(RefreshToken.for_user(user))
    assert api.post("/refresh/", {"refresh": refresh}).status_code == 200
    user.is_active = False
    user.save()

    assert api.post("/refresh/", {"refresh": refresh}).status_code == 401


def test_a_serializer_that_does_not_look_at_the_user_is_not_relied_on(user):
    class Careless(TokenRefreshSerializer):
        def validate(self, attrs):
            return {"access": str(RefreshToken(attrs["refresh"]).access_token)}

    view = views.RefreshAuthToken.as_view(serializer_class=Careless)
    refresh = str(RefreshToken.for_user(user))
    request = APIRequestFactory().post("/", {"refresh": refresh})
    assert view(request).status_code == 200
    user.delete()

    assert view(request).status_code == 401


@pytest.mark.skipif(
    "CHECK_REVOKE_TOKEN" not in jwt_settings.DEFAULTS,
    reason="This release of Simple JWT has no CHECK_REVOKE_TOKEN",
)
def test_a_new_password_ends_refresh_tokens_if_wanted(api, user, settings, monkeypatch):
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}
    # Simple JWT's modules keep the settings that they were imported with.
    for module in ("authentication", "tokens"):
        name = f"rest_framework_simplejwt.{module}.api_settings"
        monkeypatch.setattr(name, jwt_settings.api_settings)
    refresh = api.log_in()["refresh"]
    assert api.post("/refresh/", {"refresh": refresh}).status_code == 200
    user.set_password("battery staple")
    user.save()

    response = api.post("/refresh/", {"refresh": refresh})

    assert response.status_code == 401
    assert response.json()["code"] == "password_changed"


def test_any_valid_token_verifies(api, user):
    for token in [RefreshToken.for_user(user), AccessToken.for_user(user)]:
        assert api.post("/verify/", {"token": str(token)}).status_code == 200


def test_a_code_token_does_not_verify(api, user):
    _code, code_token = api.get_code_and_token()

    assert api.post("/verify/", {"token": code_token}).status_code == 401


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


@pytest.mark.parametrize("endpoint", OPEN)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_every_open_endpoint_has_a_page_in_the_browsable_api(api, db, endpoint, method):
    response = getattr(api, method)(endpoint, HTTP_ACCEPT="text/html")

    assert response["Content-Type"].startswith("text/html")
    assert b"<form" in response.content


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
