"""The contract of `drf_jwt_2fa.views` and `drf_jwt_2fa.urls`."""

import html

import pytest
from django.urls import resolve, reverse
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.views import (
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
)
from testproject.client import other_code

from drf_jwt_2fa import urls, views
from drf_jwt_2fa.serializers import AuthTokenSerializer, CodeTokenSerializer
from drf_jwt_2fa.throttling import AuthTokenThrottler, CodeTokenThrottler
from drf_jwt_2fa.token_manager import CodeTokenManager

CREDENTIALS = {"username": "ann", "password": "correct horse"}
PATHS = {
    "get-code": "/get-code/",
    "auth": "/auth/",
    "refresh": "/refresh/",
    "verify": "/verify/",
}
FIELDS = {
    "/get-code/": ["username", "password"],
    "/auth/": ["code_token", "code"],
    "/refresh/": ["refresh"],
    "/verify/": ["token"],
}


def call(view, data):
    return view(APIRequestFactory().post("/anything/", data, format="json"))


def browse(api, path, data=None):
    if data is None:
        return api.get(path, HTTP_ACCEPT="text/html")
    return api.post(path, data, format="json", HTTP_ACCEPT="text/html")


# The addresses


@pytest.mark.parametrize(("name", "path"), PATHS.items())
@pytest.mark.parametrize("urlconf", ["drf_jwt_2fa.urls", "testproject.urls"])
def test_an_endpoint_has_a_plain_name(settings, urlconf, name, path):
    settings.ROOT_URLCONF = urlconf
    assert reverse(name) == path
    assert resolve(path).url_name == name
    assert resolve(path).namespace == ""


def test_the_addresses_have_no_namespace_of_their_own():
    assert not hasattr(urls, "app_name")


def test_there_are_four_addresses():
    assert {pattern.name for pattern in urls.urlpatterns} >= set(PATHS)


@pytest.mark.parametrize("path", PATHS.values())
def test_an_endpoint_takes_posts_only(api, path):
    assert api.get(path).status_code == 405
    assert api.put(path, {}, format="json").status_code == 405


@pytest.mark.urls("drf_jwt_2fa.urls")
def test_the_package_may_be_the_root_of_all_addresses(user, api):
    assert sorted(api.log_in()) == ["access", "refresh"]


# The views


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("ObtainCodeToken", TokenObtainPairView),
        ("ObtainAuthToken", TokenObtainPairView),
        ("RefreshAuthToken", TokenRefreshView),
        ("VerifyAuthToken", TokenVerifyView),
    ],
)
def test_a_view_is_built_on_simple_jwts(name, base):
    assert issubclass(getattr(views, name), base)


def test_the_views_have_serializers_and_throttles():
    assert views.ObtainCodeToken.serializer_class is CodeTokenSerializer
    assert list(views.ObtainCodeToken.throttle_classes) == [CodeTokenThrottler]
    assert views.ObtainAuthToken.serializer_class is AuthTokenSerializer
    assert list(views.ObtainAuthToken.throttle_classes) == [AuthTokenThrottler]


def test_the_ready_callables_take_the_whole_flow(user, clock, sent):
    response = call(views.obtain_code_token, CREDENTIALS)
    assert response.status_code == 200
    data = {"code_token": response.data["token"], "code": sent[0][1]}
    response = call(views.obtain_auth_token, data)
    assert response.status_code == 200
    response = call(views.refresh_auth_token, {"refresh": response.data["refresh"]})
    assert response.status_code == 200
    response = call(views.verify_auth_token, {"token": response.data["access"]})
    assert response.status_code == 200


def test_a_subclass_may_have_other_throttles(user, clock, sent):
    class Unthrottled(views.ObtainAuthToken):
        throttle_classes = []

    token = CodeTokenManager().create_code_token(user)
    code = sent[0][1]
    view = Unthrottled.as_view()
    data = {"code_token": token, "code": other_code(code)}
    assert [call(view, data).status_code for _ in range(6)] == [401] * 5 + [403]


def test_a_subclass_may_have_other_serializers(user, clock, sent):
    class Letters(CodeTokenManager):
        code_length = 3
        code_chars = "q"

    class LettersCodeTokenSerializer(CodeTokenSerializer):
        token_manager_class = Letters

    class LettersAuthTokenSerializer(AuthTokenSerializer):
        token_manager_class = Letters

    class Code(views.ObtainCodeToken):
        serializer_class = LettersCodeTokenSerializer

    class Auth(views.ObtainAuthToken):
        serializer_class = LettersAuthTokenSerializer

    response = call(Code.as_view(), CREDENTIALS)
    data = {"code_token": response.data["token"], "code": "qqq"}
    assert call(Auth.as_view(), data).status_code == 200
    assert call(Auth.as_view(), data).status_code == 429


def test_a_subclass_may_choose_its_serializer_for_each_request(user, clock, sent):
    class Code(views.ObtainCodeToken):
        def get_serializer_class(self):
            assert self.request.method == "POST"
            return CodeTokenSerializer

    class Auth(views.ObtainAuthToken):
        def get_serializer_class(self):
            assert self.request.data["code"]
            return AuthTokenSerializer

    response = call(Code.as_view(), CREDENTIALS)
    data = {"code_token": response.data["token"], "code": sent[0][1]}
    assert call(Auth.as_view(), data).status_code == 200


def test_a_manager_that_signs_otherwise_is_still_throttled(
    user, clock, sent, configure
):
    class Stronger(CodeTokenManager):
        jwt_algorithm = "HS512"

    class StrongerCodeTokenSerializer(CodeTokenSerializer):
        token_manager_class = Stronger

    class StrongerAuthTokenSerializer(AuthTokenSerializer):
        token_manager_class = Stronger

    configure(CODE_TOKEN_SECRET_KEY="long enough for every algorithm " * 4)
    view = views.ObtainCodeToken.as_view(serializer_class=StrongerCodeTokenSerializer)
    token = call(view, CREDENTIALS).data["token"]
    view = views.ObtainAuthToken.as_view(serializer_class=StrongerAuthTokenSerializer)
    data = {"code_token": token, "code": other_code(sent[0][1])}
    assert [call(view, data).status_code for _ in range(3)] == [401, 429, 429]
    clock.shift(2)
    assert call(view, {**data, "code": sent[0][1]}).status_code == 200


def test_a_subclass_may_add_to_the_answer(user, clock, sent):
    class Friendly(views.ObtainCodeToken):
        def post(self, request, *args, **kwargs):
            response = super().post(request, *args, **kwargs)
            response.data["hint"] = "Look into your mail."
            return response

    assert sorted(call(Friendly.as_view(), CREDENTIALS).data) == ["hint", "token"]


# The browsable API


@pytest.mark.parametrize("path", PATHS.values())
def test_an_endpoint_can_be_browsed(db, api, path):
    response = browse(api, path)
    assert response.status_code == 405
    assert response["Content-Type"].startswith("text/html")
    page = response.content.decode("utf-8")
    assert "<form" in page
    for name in FIELDS[path]:
        assert f'name="{name}"' in page


@pytest.mark.parametrize("path", PATHS.values())
def test_a_faulty_request_can_be_browsed(db, api, path):
    response = browse(api, path, {})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")
    assert "This field is required." in response.content.decode("utf-8")


def test_the_whole_flow_can_be_browsed(user, api):
    response = browse(api, "/get-code/", CREDENTIALS)
    assert response.status_code == 200
    token = response.data["token"]
    assert token in response.content.decode("utf-8")
    data = {"code_token": token, "code": other_code(api.last_mailed_code)}
    response = browse(api, "/auth/", data)
    assert response.status_code == 401
    response = browse(api, "/auth/", data)
    assert response.status_code == 429
    assert "Request was throttled." in response.content.decode("utf-8")
    api.clock.shift(2)
    response = browse(api, "/auth/", {**data, "code": api.last_mailed_code})
    assert response.status_code == 200
    assert response.data["access"] in response.content.decode("utf-8")
    data = {"refresh": response.data["refresh"]}
    response = browse(api, "/refresh/", data)
    assert response.status_code == 200
    response = browse(api, "/verify/", {"token": response.data["access"]})
    assert response.status_code == 200


def test_a_refusal_can_be_browsed(user, api):
    response = browse(api, "/get-code/", {**CREDENTIALS, "password": "wrong"})
    assert response.status_code == 401
    page = html.unescape(response.content.decode("utf-8"))
    assert '"Incorrect authentication credentials."' in page


def test_the_pages_can_be_asked_for_in_the_address(db, api):
    response = api.get("/get-code/?format=api")
    assert response.status_code == 405
    assert response["Content-Type"].startswith("text/html")
