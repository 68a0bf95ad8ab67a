"""A project whose clients keep their access token in a cookie, by dj-rest-auth.

Prints, in JSON, the status of each endpoint.  With `--csrf` the cookie is good only
with a token against forged requests.
"""

import base64
import json
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

CSRF = "--csrf" in sys.argv

settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="enrollment.urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "dj_rest_auth",
        "drf_jwt_2fa",
        "drf_jwt_2fa.enrollment",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "dj_rest_auth.jwt_auth.JWTCookieAuthentication"
        ]
    },
    REST_AUTH={
        "USE_JWT": True,
        "TOKEN_MODEL": None,
        "JWT_AUTH_COOKIE": "access",
        "JWT_AUTH_COOKIE_USE_CSRF": CSRF,
    },
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": lambda user, code: codes.append(code),
        "NOTIFIER": lambda *args, **kwargs: None,
        "METHODS": [
            "drf_jwt_2fa.enrollment.methods.TotpMethod",
            "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
            "drf_jwt_2fa.methods.CodeSender",
        ],
    },
)
codes = []


def main():
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup
    from django.middleware.csrf import get_token  # noqa: PLC0415
    from rest_framework.test import APIClient, APIRequestFactory  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp  # noqa: PLC0415

    User.objects.create_user("ann", "ann@example.com", "correct horse")
    client = APIClient(enforce_csrf_checks=True)
    status = {}

    def call(what, path, method="post", **data):
        response = getattr(client, method)(path, data)
        status[what] = response.status_code
        return response.json() if response.content else {}

    def log_in():
        data = {"username": "ann", "password": "correct horse"}
        token = client.post("/get-code/", data).json()["token"]
        return client.post("/auth/", {"code_token": token, "code": codes[-1]}).json()

    client.cookies["access"] = log_in()["access"]
    call("api", "/2fa-method/", "get")
    if CSRF:
        for what, path in [
            ("step-up", "/step-up/"),
            ("setup", "/totp/setup/"),
            ("confirm", "/totp/confirm/"),
            ("removal", "/totp/"),
            ("codes", "/recovery-codes/"),
            ("method", "/2fa-method/"),
        ]:
            call(f"forged {what}", path, "delete" if what == "removal" else "post")
        request = APIRequestFactory().get("/")
        client.credentials(HTTP_X_CSRFTOKEN=get_token(request))
        client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    call("step-up", "/step-up/")
    text = call("setup", "/totp/setup/")["secret"]
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    code = totp.make_code(secret, totp.get_step(time.time()))
    client.cookies["access"] = call("confirm", "/totp/confirm/", code=code)["access"]
    call("method", "/2fa-method/", "get")
    del client.cookies["access"]
    call("no cookie", "/step-up/")
    print(json.dumps(status))


django.setup()
call_command("migrate", verbosity=0)
main()
