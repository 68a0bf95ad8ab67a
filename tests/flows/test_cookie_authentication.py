"""Pages that the server renders: the access token is in a cookie, too."""

import logging

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import include, path
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from testproject.cookies import NAME, Page

from drf_jwt_2fa.authentication import Jwt2faCookieAuthentication

ACCESS = "__Host-access"
TOKEN = "a" * 32


class Profile(APIView):
    """A page of the project, which forms may change."""

    authentication_classes = [Jwt2faCookieAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"username": request.user.get_username()})

    def post(self, request):
        return Response({"saved": request.data.get("name")})


class Greeting(Profile):
    permission_classes = [AllowAny]


urlpatterns = [
    path("", include("drf_jwt_2fa.urls")),
    path("profile/", Profile.as_view()),
    path("greeting/", Greeting.as_view()),
]


@pytest.fixture(autouse=True)
def _with_cookies(settings):
    settings.ROOT_URLCONF = __name__
    settings.REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "drf_jwt_2fa.authentication.Jwt2faCookieAuthentication"
        ]
    }
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookies", "AUTH_CLAIMS": True}


@pytest.fixture
def page(user, clock):
    return Page(clock)


def log_in(page):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}
    response = page.post("/auth/", data, format="json")
    assert response.status_code == 200, response.content
    return response


def visit(page, method="get", path="/profile/", **more):
    """Ask for a page as a browser does, without a header of ours."""
    plain = {"HTTP_X_TOKEN_TRANSPORT": None, "HTTP_SEC_FETCH_SITE": None}
    return getattr(page, method)(path, **{**plain, **more})


def test_both_tokens_leave_in_cookies(page):
    response = log_in(page)

    assert response.json() == {"access_expires_in": 300}
    token = response.cookies[ACCESS].value
    assert response.cookies[ACCESS].OutputString() == (
        f"{ACCESS}={token}; expires=Tue, 01 Jan 2030 00:05:00 GMT; HttpOnly;"
        " Max-Age=300; Path=/; SameSite=Lax; Secure"
    )
    assert response.cookies[NAME]["samesite"] == "Strict"


def test_a_page_knows_its_user_by_the_cookie(page, clock):
    log_in(page)

    assert visit(page).json() == {"username": "ann"}
    clock.shift(301)
    # As in a browser that has not yet deleted it.
    assert visit(page).status_code == 401
    refreshed = page.refresh()
    assert refreshed.json() == {"access_expires_in": 300}
    assert visit(page).json() == {"username": "ann"}


def test_signing_out_deletes_both(page):
    log_in(page)

    response = page.sign_out()
    assert {name: one["max-age"] for name, one in response.cookies.items()} == {
        NAME: 0,
        ACCESS: 0,
    }
    assert response.cookies[ACCESS]["samesite"] == "Lax"
    assert visit(page).status_code == 401


def test_the_header_wins(page, user):
    log_in(page)
    junk = {"HTTP_AUTHORIZATION": "Bearer x"}

    assert visit(page, **junk).status_code == 401
    access = page.cookies[ACCESS].value
    page.cookies[ACCESS] = "junk"
    good = {"HTTP_AUTHORIZATION": f"Bearer {access}"}
    assert visit(page, **good).json() == {"username": "ann"}
    # Not by the cookie, so no page can forge it.
    assert visit(page, "post", data={"name": "x"}, **good).status_code == 200
    page.cookies[ACCESS] = access
    assert visit(page, HTTP_AUTHORIZATION="Basic eDp4").status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_change_by_the_cookie_alone_may_be_forged(page, method, caplog):
    caplog.set_level(logging.INFO)
    log_in(page)
    page.handler.enforce_csrf_checks = True

    response = visit(page, method, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    # The client's own page may do without a header, and says so with a token.
    assert visit(page, method, HTTP_SEC_FETCH_SITE="same-origin").status_code == 403


def test_a_form_needs_djangos_token(page):
    log_in(page)
    page.handler.enforce_csrf_checks = True
    page.cookies["csrftoken"] = TOKEN
    more = {"HTTP_REFERER": "https://testserver/"}

    for sent, status in ((TOKEN, 200), ("b" * 32, 403)):
        form = {"name": "Ann", "csrfmiddlewaretoken": sent}
        response = visit(page, "post", data=form, **more)
        assert response.status_code == status
    assert visit(page, "post", data={"name": "Ann"}, **more).status_code == 403
    # Of another site that has such a token of its own.
    form = {"name": "Ann", "csrfmiddlewaretoken": TOKEN}
    evil = {"HTTP_REFERER": "https://evil.example/"}
    assert visit(page, "post", data=form, **evil).status_code == 403


def test_a_script_needs_the_header_json_and_an_origin(page):
    log_in(page)
    page.handler.enforce_csrf_checks = True
    own = {"HTTP_X_TOKEN_TRANSPORT": "cookie", "HTTP_SEC_FETCH_SITE": "same-origin"}
    data = {"name": "Ann"}

    response = visit(page, "post", data=data, format="json", **own)
    assert response.json() == {"saved": "Ann"}
    assert visit(page, "post", data=data, **own).status_code == 403
    own["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert visit(page, "post", data=data, format="json", **own).status_code == 403
    own = {"HTTP_X_TOKEN_TRANSPORT": "body", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert visit(page, "post", data=data, format="json", **own).status_code == 403


def test_our_own_endpoints_take_it_too(page):
    log_in(page)
    page.handler.enforce_csrf_checks = True

    assert visit(page, "post", "/step-up/").status_code == 403
    page.clock.shift(5)
    assert page.post("/step-up/", {}, format="json").status_code == 200


@pytest.mark.parametrize("transport", ["body", "cookie"])
def test_a_project_without_them_does_not_read_them(page, settings, transport):
    log_in(page)
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": transport}

    assert visit(page).status_code == 401
    assert page.cookies[ACCESS].value


def test_a_cookie_of_the_plain_name_is_no_token(page):
    """A page of a subdomain, or of plain HTTP, can set that one."""
    log_in(page)
    page.cookies["access"] = page.cookies.pop(ACCESS).value

    assert visit(page).status_code == 401


def test_over_plain_http_there_is_none(page, settings):
    log_in(page)
    page.cookies["access"] = page.cookies[ACCESS].value

    assert visit(page, secure=False).status_code == 401
    settings.DEBUG = True
    assert visit(page, secure=False).json() == {"username": "ann"}


def test_an_anonymous_page_needs_none(page):
    assert visit(page, path="/greeting/").json() == {"username": ""}
    assert visit(page, "post", "/greeting/", data={"name": "x"}).status_code == 200


def test_a_cache_does_not_answer_with_the_page_of_somebody_else(page, settings):
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    cache.clear()
    log_in(page)

    assert visit(page, path="/greeting/").json() == {"username": "ann"}
    stranger = Page(page.clock)
    response = visit(stranger, path="/greeting/")
    assert response.json() == {"username": ""}
    assert response["Vary"].split(", ").count("Cookie") == 1
    assert visit(page, path="/greeting/").json() == {"username": "ann"}


def test_a_client_without_the_header_has_them_in_the_body(page):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}
    plain = {"HTTP_X_TOKEN_TRANSPORT": None}

    response = page.post("/auth/", data, format="json", **plain)
    assert list(response.json()) == ["access", "refresh"]
    assert not response.cookies


@override_settings(SIMPLE_JWT={})
def test_an_access_token_that_is_too_large_is_not_issued(page, monkeypatch, caplog):
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415

    issue = RefreshToken.access_token.fget

    def grow(self):
        token = issue(self)
        token["groups"] = ["x" * 90] * 30
        return token

    monkeypatch.setattr(RefreshToken, "access_token", property(grow))
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}
    response = page.post("/auth/", data, format="json")

    assert response.status_code == 503
    assert not response.cookies
    assert "The access token of" in caplog.text


def test_a_request_without_a_view_is_authenticated_as_well(page, rf):
    log_in(page)
    request = rf.get("/", secure=True)
    request.META["HTTP_COOKIE"] = f"{ACCESS}={page.cookies[ACCESS].value}"

    user, _token = Jwt2faCookieAuthentication().authenticate(Request(request))
    assert user.get_username() == "ann"
