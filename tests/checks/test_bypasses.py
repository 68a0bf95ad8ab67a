"""Ways into the API without a second factor, in the project and in other packages."""

import functools
import json

import pytest
from django.contrib.auth.views import LoginView
from django.urls import include, path
from django.views import View
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet
from rest_framework_simplejwt.views import TokenObtainPairView, TokenObtainSlidingView
from testproject.programs import run_program

from drf_jwt_2fa import checks
from drf_jwt_2fa.authentication import Jwt2faAuthentication
from drf_jwt_2fa.views import ObtainCodeToken

from .conftest import Urls

SESSION = "rest_framework.authentication.SessionAuthentication"
BASIC = "rest_framework.authentication.BasicAuthentication"


class LegacyLogin(TokenObtainPairView):
    """A login from before there was a second factor."""


def find_messages(find):
    return [one.msg for one in find(deploy=False)]


def make_foreign(name, module, base=APIView, **attributes):
    """Return a view in place of that of a package which is not installed."""
    return type(name, (base,), {"__module__": module, **attributes})


KnoxLogin = make_foreign(
    "LoginView",
    "knox.views",
    authentication_classes=[Jwt2faAuthentication],
    permission_classes=[IsAuthenticated],
)


@pytest.mark.parametrize("view", [LegacyLogin, TokenObtainSlidingView])
def test_a_view_that_gives_tokens_for_a_password(project, find, view):
    project.ROOT_URLCONF = Urls(path("v1/token/", view.as_view()))

    [one] = find(deploy=False)
    assert one.id == "drf_jwt_2fa.W006"
    assert f"{view.__module__}.{view.__name__} at 'v1/token/' lets" in one.msg


def test_rest_framework_s_own_tokens(project, found_ids):
    project.INSTALLED_APPS = [*project.INSTALLED_APPS, "rest_framework.authtoken"]
    from rest_framework.authtoken.views import (  # noqa: PLC0415
        obtain_auth_token,
    )

    project.ROOT_URLCONF = Urls(path("token/", obtain_auth_token))

    assert "W006" in found_ids(deploy=False)


@pytest.mark.parametrize(
    ("name", "module", "base"),
    [
        ("LoginView", "dj_rest_auth.views", APIView),
        ("TokenCreateView", "djoser.views", APIView),
        ("LoginView", "knox.views", APIView),
        ("LoginView", "allauth.headless.account.views", View),
    ],
)
def test_logins_of_other_packages_and_what_is_made_of_them(
    project, found_ids, name, module, base
):
    foreign = make_foreign(name, module, base, authentication_classes=[])
    own = type("OwnLogin", (foreign,), {})
    project.ROOT_URLCONF = Urls(
        path("login/", foreign.as_view()), path("own/", own.as_view())
    )

    assert found_ids(deploy=False) == ["W006", "W006"]


@pytest.mark.integration
@pytest.mark.parametrize(
    ("set_up", "found"),
    [
        ("dj-rest-auth", "dj_rest_auth.views.LoginView at 'others/login/?'"),
        ("dj-rest-auth-jwt", "dj_rest_auth.views.LoginView at 'others/login/?'"),
        ("djoser-jwt", "TokenObtainPairView at 'others/jwt/create/?'"),
        ("djoser-token", "djoser.views.TokenCreateView at 'others/token/login/?'"),
        ("knox-password", "PasswordLogin at 'others/login/'"),
        ("allauth", "allauth.headless.account.views.LoginView at 2 routes"),
    ],
)
def test_a_package_that_lets_in_with_a_password_is_found(set_up, found):
    status, [message] = run(set_up)

    assert status == 200
    assert found in message


@pytest.mark.integration
def test_a_package_that_wants_a_token_for_another_is_not_found():
    assert run("knox") == [401, []]


def run(set_up):
    return json.loads(run_program("other_logins.py", set_up))


@pytest.mark.parametrize(
    "attributes",
    [
        {"authentication_classes": [BasicAuthentication, Jwt2faAuthentication]},
        {"authentication_classes": []},
        {"authentication_classes": property(lambda view: [BasicAuthentication])},
        {"permission_classes": [AllowAny]},
        {"permission_classes": []},
        {"get_permissions": lambda view: []},
        {"get_authenticators": lambda view: [BasicAuthentication()]},
    ],
)
def test_a_view_that_may_do_without_our_tokens_is_found(project, found_ids, attributes):
    view = type("OwnLogin", (KnoxLogin,), attributes)
    project.ROOT_URLCONF = Urls(path("login/", view.as_view()))

    assert "W006" in found_ids(deploy=False)


def test_a_view_that_wants_our_tokens_is_no_way_round_them(project, found_ids):
    project.ROOT_URLCONF = Urls(path("login/", KnoxLogin.as_view()))

    assert found_ids() == []


def test_our_views_and_others_are_fine(project, found_ids):
    class OurLogin(ObtainCodeToken):
        """A login of the project's own."""

    project.ROOT_URLCONF = Urls(
        path("login/", OurLogin.as_view()),
        path("page/", View.as_view()),
        path("function/", lambda request: None),
        path("api-view/", APIView.as_view(authentication_classes=[])),
    )

    assert found_ids() == []


def test_one_warning_for_each_view_with_its_first_routes(project, find):
    many = [path(f"v{n}/token/", LegacyLogin.as_view()) for n in range(70)]
    two = [path(f"v{n}/sliding/", TokenObtainSlidingView.as_view()) for n in (1, 2)]
    project.ROOT_URLCONF = Urls(
        path("old/", include((many, "old"), namespace="old")), *two
    )

    assert find_messages(find) == [
        (
            f"{__name__}.LegacyLogin at 70 routes ('old/v0/token/', 'old/v1/token/',"
            " 'old/v2/token/', ...) lets users log in with a password alone."
        ),
        (
            "rest_framework_simplejwt.views.TokenObtainSlidingView at 2 routes"
            " ('v1/sliding/', 'v2/sliding/') lets users log in with a password alone."
        ),
    ]


def test_decorators_hide_no_view(project, found_ids):
    def log(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            """Never called."""

        vars(wrapper).clear()
        wrapper.__wrapped__ = view
        return wrapper

    project.ROOT_URLCONF = Urls(path("token/", log(log(LegacyLogin.as_view()))))

    assert found_ids(deploy=False) == ["W006"]


@pytest.mark.parametrize("classes", [None, ["BasicAuthentication"]])
def test_one_factor_by_default(project, found_ids, classes):
    if classes is None:  # REST framework's own default has Session and Basic.
        del project.REST_FRAMEWORK
        project.REST_FRAMEWORK = {"NUM_PROXIES": 0}
    else:
        project.REST_FRAMEWORK = {
            "DEFAULT_AUTHENTICATION_CLASSES": [
                f"rest_framework.authentication.{name}" for name in classes
            ],
            "NUM_PROXIES": 0,
        }

    ids = found_ids(deploy=False)
    assert ids
    assert set(ids) == {"W007"}


def test_views_as_by_default_are_told_once(project, find):
    project.REST_FRAMEWORK = {"NUM_PROXIES": 0}
    project.ROOT_URLCONF = Urls(path("page/", APIView.as_view()))

    assert find_messages(find) == [
        f"{SESSION} is a default authentication class.",
        f"{BASIC} is a default authentication class.",
    ]


class Upload(APIView):
    authentication_classes = [Jwt2faAuthentication, BasicAuthentication]


class Reports(ViewSet):
    authentication_classes = [SessionAuthentication]

    def list(self, request):
        """Never called."""


def test_one_factor_on_a_view(project, find):
    @api_view()
    @authentication_classes([SessionAuthentication])
    def download(request):
        """Never called."""

    project.ROOT_URLCONF = Urls(
        path("upload/", Upload.as_view()),
        path("download/", download),
        path("reports/", Reports.as_view({"get": "list"})),
    )

    assert find_messages(find) == [
        f"{BASIC} authenticates at 'upload/'.",
        f"{SESSION} authenticates at 2 routes ('download/', 'reports/').",
    ]


def test_one_warning_for_each_authentication_class(project, find):
    project.REST_FRAMEWORK = {"NUM_PROXIES": 0}
    project.ROOT_URLCONF = Urls(
        *(path(f"{number}/", Upload.as_view()) for number in range(70))
    )

    assert find_messages(find) == [
        f"{SESSION} is a default authentication class.",
        (
            f"{BASIC} is a default authentication class and authenticates at 70 routes"
            " ('0/', '1/', '2/', ...)."
        ),
    ]


AllauthLogin = make_foreign("LoginView", "allauth.account.views", View)


@pytest.mark.parametrize(
    ("login", "route"),
    [
        (path("login/", LoginView.as_view()), "login/"),
        (path("pages/", include("rest_framework.urls")), "pages/login/"),
        (path("accounts/login/", AllauthLogin.as_view()), "accounts/login/"),
    ],
)
def test_a_login_with_a_session_matters_where_sessions_do(project, find, login, route):
    project.ROOT_URLCONF = Urls(login)
    assert find_messages(find) == []

    sessions = path("reports/", Reports.as_view({"get": "list"}))
    passwords = path("upload/", Upload.as_view())
    project.ROOT_URLCONF = Urls(login, sessions, passwords)
    assert find_messages(find) == [
        (
            f"{SESSION} authenticates at 'reports/'."
            f" A password alone starts a session at {route!r}."
        ),
        f"{BASIC} authenticates at 'upload/'.",
    ]


def test_a_broken_urlconf_is_not_ours_to_report(project):
    project.ROOT_URLCONF = "nowhere.urls"

    assert checks.bypasses.check_views() == []


def test_a_project_without_urls_has_no_views(project):
    project.ROOT_URLCONF = None

    assert checks.bypasses.check_views() == []
