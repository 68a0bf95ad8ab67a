"""Refresh tokens end when an app is enrolled, and when support resets the account.

Prints "revoked" at the end.  A program of its own because Simple JWT decides when it is
imported whether its blacklist app is there.
"""

from project import log_in, start_enrolling

start_enrolling("rest_framework_simplejwt.token_blacklist")

from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.test import APIClient
from testproject.enrolling import App

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient()


def post(path, **data):
    return client.post(path, data)


def is_alive(tokens):
    return post("/refresh/", refresh=tokens["refresh"]).status_code == 200


other_device, tokens = log_in(client), log_in(client)
assert is_alive(other_device)
client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
app = App(post("/totp/setup/").json())
enrolled = post("/totp/confirm/", code=app.code()).json()

assert not is_alive(other_device)
assert not is_alive(tokens)
assert is_alive(enrolled)
call_command("reset_2fa", "ann", verbosity=0)
assert not is_alive(enrolled)
print("revoked")
