"""The project's own authentication classes decide who is signed in to our endpoints."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import path
from needs import require_module
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from testproject.methods import METHODS
from testproject.programs import run_program
from testproject.urls import urlpatterns as login

from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.enrollment import urls as enrollment_urls
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.views import ObtainStepUp

pytestmark = pytest.mark.urls(__name__)

REVOKED = set()
ENDPOINTS = [
    ("post", "/step-up/"),
    ("post", "/totp/setup/"),
    ("post", "/totp/confirm/"),
    ("delete", "/totp/"),
    ("get", "/recovery-codes/"),
    ("post", "/recovery-codes/"),
    ("get", "/2fa-method/"),
    ("post", "/2fa-method/"),
    ("post", "/methods/totp/setup/"),
    ("post", "/methods/totp/confirm/"),
    ("delete", "/methods/totp/"),
]


class RevokingAuthentication(JWTAuthentication):
    """A project's: it looks tokens up in a list of its own."""

    def get_validated_token(self, raw_token):
        token = super().get_validated_token(raw_token)
        if token["jti"] in REVOKED:
            raise AuthenticationFailed("Revoked", code="revoked")
        return token


class HeaderAuthentication(JWTAuthentication):
    """A project's: tokens are in a header of its own."""

    def get_header(self, request):
        return request.META.get("HTTP_X_TOKEN", "").encode()


def make_basic():
    """Make what REST framework takes for a class."""
    return BasicAuthentication()


class OwnStepUp(ObtainStepUp):
    authentication_classes = [HeaderAuthentication]


OURS = f"{__name__}.RevokingAuthentication"
SESSIONS = "rest_framework.authentication.SessionAuthentication"
BASIC = "rest_framework.authentication.BasicAuthentication"
urlpatterns = [
    *login,
    *enrollment_urls.urlpatterns,
    path("own-step-up/", OwnStepUp.as_view()),
    path(
        "other-step-up/",
        ObtainStepUp.as_view(authentication_classes=[HeaderAuthentication]),
    ),
]


@pytest.fixture(autouse=True)
def _configured(settings):
    REVOKED.clear()
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


@pytest.fixture
def use(settings):
    """Make these the default authentication classes of the project."""

    def use(*classes):
        settings.REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": classes}

    return use


@pytest.fixture
def configure(settings):
    """Make these our authentication classes."""

    def configure(classes):
        settings.JWT2FA_AUTH = {
            **settings.JWT2FA_AUTH,
            "AUTHENTICATION_CLASSES": classes,
        }

    return configure


@pytest.fixture
def sessions(settings):
    """Sign people in by sessions, too."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]


@pytest.fixture
def access(api, user):
    return api.log_in()["access"]


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def call(api, endpoint, **headers):
    method, url = endpoint
    return getattr(api, method)(url, **headers)


def jti(token):
    return Jwt2faAuthentication().get_validated_token(token)["jti"]


@pytest.fixture(params=["default", "path", "class"])
def _revoking(request, use, configure):
    """The project revokes tokens in a class of its own, however that is set."""
    if request.param == "default":
        use(OURS, SESSIONS)
    else:
        configure([RevokingAuthentication] if request.param == "class" else (OURS,))


@pytest.mark.usefixtures("_revoking")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_token_that_the_project_revoked_is_a_401(api, access, endpoint):
    assert call(api, endpoint, **bearer(access)).status_code != 401
    REVOKED.add(jti(access))

    response = call(api, endpoint, **bearer(access))

    assert response.status_code == 401
    assert response.data["code"] == "revoked"
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("header", [None, "Bearer junk", "Basic YTpi"])
def test_no_token_is_a_401_that_says_what_is_wanted(api, db, use, endpoint, header):
    use(OURS, BASIC)
    headers = {} if header is None else {"HTTP_AUTHORIZATION": header}

    response = call(api, endpoint, **headers)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.usefixtures("sessions")
@pytest.mark.parametrize("classes", [[], [SESSIONS, BASIC], [f"{__name__}.make_basic"]])
def test_ours_is_used_where_no_default_takes_the_tokens(
    api, user, access, use, classes
):
    use(*classes)

    assert api.post("/step-up/", **bearer(access)).status_code == 200
    # Nobody is signed in by a password alone, or by a session.
    api.force_login(user)
    assert api.post("/step-up/").status_code == 401


def test_defaults_of_other_kinds_are_left_out(api, user, sessions, access, use):
    use(SESSIONS, OURS)
    api.force_login(user)

    assert api.post("/step-up/").status_code == 401
    assert api.post("/step-up/", **bearer(access)).status_code == 200


def test_classes_that_are_named_outright_may_be_of_any_kind(
    api, user, access, use, configure
):
    use(OURS)
    configure([f"{__name__}.HeaderAuthentication", BasicAuthentication])

    assert api.post("/step-up/", **bearer(access)).status_code == 401
    headers = {"HTTP_X_TOKEN": f"Bearer {access}"}
    assert api.post("/step-up/", **headers).status_code == 200
    assert api.get("/2fa-method/", **headers).status_code == 200


def test_a_session_is_no_login_that_second_factors_are_bound_to(
    api, user, sessions, access, configure
):
    configure([SessionAuthentication])
    enroll_app(user)
    api.force_login(user)

    assert api.get("/2fa-method/").status_code == 200
    for url in ("/step-up/", "/totp/setup/", "/totp/confirm/"):
        response = api.post(url)
        assert response.status_code == 401
        assert response.data["detail"].code == "login_outdated"


def test_a_path_that_does_not_import_names_the_setting(client, db, configure):
    configure(["nowhere.Authentication"])

    with pytest.raises(ImproperlyConfigured, match=r"'AUTHENTICATION_CLASSES'\]"):
        client.post("/step-up/")


@pytest.mark.parametrize("url", ["/own-step-up/", "/other-step-up/"])
def test_a_view_that_names_its_own_classes_keeps_them(api, access, use, configure, url):
    use(OURS)
    configure([RevokingAuthentication])

    assert api.post(url, **bearer(access)).status_code == 401
    assert api.post(url, HTTP_X_TOKEN=f"Bearer {access}").status_code == 200


@pytest.mark.usefixtures("_revoking")
def test_enrolment_tokens_work_before_the_projects_classes(api, user, settings):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "TRUSTED_2FA_METHODS": ["totp"]}
    token = api.log_in()["enrollment_token"]

    assert api.post("/totp/setup/", **bearer(token)).status_code == 200
    assert api.get("/2fa-method/", **bearer(token)).status_code == 401


def test_users_who_are_made_of_the_token_are_looked_up(api, user, access, use):
    use("rest_framework_simplejwt.authentication.JWTTokenUserAuthentication")
    response = api.post("/step-up/", **bearer(access))

    assert response.status_code == 200
    assert api.get("/2fa-method/", **bearer(access)).status_code == 200
    # Or the password would be enough for those who have enrolled an app.
    enroll_app(user)
    assert api.post("/step-up/", **bearer(access)).status_code == 401
    user.is_active = False
    user.save()
    assert api.get("/2fa-method/", **bearer(access)).status_code == 401


def run_with_cookies(*options):
    require_module("dj_rest_auth")
    return json.loads(run_program("cookie_login.py", *options))


@pytest.mark.integration
def test_clients_of_a_cookie_class_are_signed_in():
    assert run_with_cookies() == {
        "api": 200,
        "step-up": 200,
        "setup": 200,
        "confirm": 200,
        "method": 200,
        "no cookie": 401,
    }


@pytest.mark.integration
def test_a_cookie_class_that_checks_for_forged_requests_does_so_on_ours():
    assert run_with_cookies("--csrf") == {
        "api": 200,
        "forged step-up": 403,
        "forged setup": 403,
        "forged confirm": 403,
        "forged removal": 403,
        "forged codes": 403,
        "forged method": 403,
        "step-up": 200,
        "setup": 200,
        "confirm": 200,
        "method": 200,
        "no cookie": 401,
    }
