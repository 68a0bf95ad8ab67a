"""A project whose clients keep their access token in a cookie, by dj-rest-auth.

Prints, in JSON, the status of each endpoint.  With `--csrf` the cookie is good only
with a token against forged requests.
"""

import json
import sys

from project import log_in, start_enrolling

CSRF = "--csrf" in sys.argv

start_enrolling(
    "rest_framework",
    "dj_rest_auth",
    "drf_jwt_2fa",
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
)

from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from rest_framework.test import APIClient, APIRequestFactory
from testproject.enrolling import App

FORGED = [
    ("step-up", "/step-up/", "post"),
    ("setup", "/totp/setup/", "post"),
    ("confirm", "/totp/confirm/", "post"),
    ("removal", "/totp/", "delete"),
    ("codes", "/recovery-codes/", "post"),
    ("method", "/2fa-method/", "post"),
]

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient(enforce_csrf_checks=True)
status = {}


def call(what, path, method="post", **data):
    response = getattr(client, method)(path, data)
    status[what] = response.status_code
    return response.json() if response.content else {}


client.cookies["access"] = log_in(client)["access"]
call("api", "/2fa-method/", "get")
if CSRF:
    for what, path, method in FORGED:
        call(f"forged {what}", path, method)
    request = APIRequestFactory().get("/")
    client.credentials(HTTP_X_CSRFTOKEN=get_token(request))
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
call("step-up", "/step-up/")
app = App(call("setup", "/totp/setup/"))
tokens = call("confirm", "/totp/confirm/", code=app.code())
client.cookies["access"] = tokens["access"]
call("method", "/2fa-method/", "get")
del client.cookies["access"]
call("no cookie", "/step-up/")
print(json.dumps(status))
