"""A project whose users have a primary key called `user_id`, and apps to enrol.

Takes the `USER_ID_FIELD`; prints, in JSON, the status of each step of a login and of
what follows it.
"""

import json
import sys

from project import codes, start_enrolling

start_enrolling(
    "rest_framework",
    "testproject",
    ROOT_URLCONF="programs.user_id_urls",
    AUTH_USER_MODEL="testproject.Customer",
    SIMPLE_JWT={"USER_ID_FIELD": sys.argv[1]},
)

from rest_framework.test import APIClient
from testproject.enrolling import App
from testproject.models import Customer

from drf_jwt_2fa.enrollment import changes

Customer.objects.create_user("max@example.com", "battery staple")
user = Customer.objects.create_user("mia@example.com", "correct horse")
client, status = APIClient(), {}
client.raise_request_exception = False


def post(what, path, **data):
    response = client.post(path, data)
    status[what] = response.status_code
    return response.json() if response.status_code == 200 else {}


def use(tokens):
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")


begun = post(
    "get-code", "/get-code/", address="mia@example.com", password="correct horse"
)
tokens = post("auth", "/auth/", code_token=begun["token"], code=codes[-1])
post("refresh", "/refresh/", refresh=tokens["refresh"])
use(tokens)
begun = post("step-up", "/step-up/", refresh=tokens["refresh"])
tokens = post("stepped up", "/auth/", code_token=begun["token"], code=codes[-1])
use(tokens)
assert client.get("/sensitive/").json() == {"name": "mia@example.com"}
app = App(post("setup", "/totp/setup/"))
enrolled = post("confirm", "/totp/confirm/", code=app.code())
status["sensitive, outdated"] = client.get("/sensitive/").status_code
post("refresh, outdated", "/refresh/", refresh=tokens["refresh"])
use(enrolled)
status["sensitive"] = client.get("/sensitive/").status_code
post("refresh, enrolled", "/refresh/", refresh=enrolled["refresh"])
changes.reset(user)
post("refresh, reset", "/refresh/", refresh=enrolled["refresh"])
print(json.dumps(status))
