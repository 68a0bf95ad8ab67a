"""A login with a password alone, by another package that is mounted beside this one.

Takes the name of the set-up; prints, in JSON, the status of the answer to the password
and the messages of the check (W006) that looks for such views.
"""

import json
import sys
from types import ModuleType

from django.urls import include, path
from project import configure, create_tables

AUTH_TOKEN = "rest_framework.authtoken"
ALLAUTH = ["allauth", "allauth.account", "allauth.headless"]
# The apps of each set-up, its URLs and the path of its login.
SET_UPS = {
    "dj-rest-auth": ([AUTH_TOKEN, "dj_rest_auth"], "dj_rest_auth.urls", "login/"),
    "dj-rest-auth-jwt": (["dj_rest_auth"], "dj_rest_auth.urls", "login/"),
    "djoser-jwt": (["djoser"], "djoser.urls.jwt", "jwt/create/"),
    "djoser-token": ([AUTH_TOKEN, "djoser"], "djoser.urls.authtoken", "token/login/"),
    "knox": (["knox"], "knox.urls", "login/"),
    "knox-password": (["knox"], "password_urls", "login/"),
    "allauth": (ALLAUTH, "allauth.headless.urls", "app/v1/auth/login"),
}
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
REST_AUTH = {"USE_JWT": True, "TOKEN_MODEL": None, "SESSION_LOGIN": False}

set_up = sys.argv[1]
apps, urls, login = SET_UPS[set_up]
if apps is ALLAUTH:
    MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")

configure(
    "django.contrib.sessions",
    "rest_framework",
    "drf_jwt_2fa",
    *apps,
    ROOT_URLCONF="site_urls",
    MIDDLEWARE=MIDDLEWARE,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "drf_jwt_2fa.authentication.Jwt2faAuthentication"
        ]
    },
    REST_AUTH=REST_AUTH if set_up == "dj-rest-auth-jwt" else {},
    ACCOUNT_EMAIL_VERIFICATION="none",
    HEADLESS_ONLY=True,
)

from django.contrib.auth import login as log_in
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.permissions import AllowAny


def add_module(name, patterns):
    sys.modules[name] = ModuleType(name)
    sys.modules[name].urlpatterns = patterns


def make_password_urls():
    """Return the login that knox's documentation shows, for a password."""
    from knox.views import LoginView  # noqa: PLC0415  # in some set-ups only

    class PasswordLogin(LoginView):
        permission_classes = [AllowAny]

        def post(self, request):
            serializer = AuthTokenSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            log_in(request, serializer.validated_data["user"])
            return super().post(request)

    return [path("login/", PasswordLogin.as_view())]


def give_password():
    User.objects.create_user("ann", "ann@example.com", "correct horse")
    return Client().post(
        f"/others/{login}",
        json.dumps({"username": "ann", "password": "correct horse"}),
        content_type="application/json",
    )


if urls == "password_urls":
    add_module(urls, make_password_urls())
add_module("site_urls", [path("others/", include(urls))])
create_tables()
found = [one.msg for one in run_checks() if one.id == "drf_jwt_2fa.W006"]
print(json.dumps([give_password().status_code, found]))
