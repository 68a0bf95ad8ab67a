"""The contract of `drf_jwt_2fa.authentication`, and of the package as a whole."""

import subprocess
import sys

from rest_framework_simplejwt.authentication import JWTAuthentication

import drf_jwt_2fa
from drf_jwt_2fa.authentication import Jwt2faAuthentication

MINIMAL_PROJECT = """
import json
import django
from django.conf import settings

codes = []
settings.configure(
    SECRET_KEY="only for this script, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    ROOT_URLCONF="drf_jwt_2fa.urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    JWT2FA_AUTH={"CODE_SENDER": lambda user, code: codes.append(code)},
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

call_command("check", verbosity=0)
call_command("migrate", verbosity=0)
tables = connection.introspection.table_names()
assert all(name.startswith(("auth_", "django_")) for name in tables), tables
User.objects.create_user("ann", "ann@example.com", "correct horse")
client = Client()


def post(path, **data):
    response = client.post(path, json.dumps(data), content_type="application/json")
    return response.status_code, json.loads(response.content)


status, body = post("/get-code/", username="ann", password="wrong")
assert (status, body) == (
    401, {"detail": "Incorrect authentication credentials."}
), body
status, body = post("/get-code/", username="ann", password="correct horse")
assert (status, list(body)) == (200, ["token"]), body
status, body = post("/auth/", code_token=body["token"], code=codes[0])
assert (status, sorted(body)) == (200, ["access", "refresh"]), body
status, renewed = post("/refresh/", refresh=body["refresh"])
assert (status, "access" in renewed) == (200, True), renewed
status, verified = post("/verify/", token=renewed["access"])
assert (status, verified) == (200, {}), verified
print("logged in")
"""


def test_the_package_has_a_version():
    assert isinstance(drf_jwt_2fa.__version__, str)
    assert drf_jwt_2fa.__version__.split(".")[0].isdigit()


def test_the_whole_flow_works_without_an_installed_app():
    done = subprocess.run(
        [sys.executable, "-c", MINIMAL_PROJECT],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "logged in"


def test_the_authentication_is_simple_jwts():
    assert issubclass(Jwt2faAuthentication, JWTAuthentication)


def test_an_access_token_authenticates_as_bearer(user, api):
    access = api.log_in()["access"]
    response = api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {access}")
    assert response.status_code == 200
    assert response.json() == {"username": "ann"}


def test_without_an_access_token_nobody_is_authenticated(user, api):
    response = api.get("/me/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_code_token_does_not_authenticate(user, api):
    _, token = api.get_code_and_token()
    response = api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert response.status_code == 401


def test_an_access_token_is_no_code_token(user, api):
    access = api.log_in()["access"]
    response = api.auth(access, "1234567")
    assert response.status_code == 401
    assert response.json() == {"detail": "Incorrect authentication credentials."}
