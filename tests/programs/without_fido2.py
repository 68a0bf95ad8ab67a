"""Authenticator apps work where the extra for passkeys is not installed.

Prints "logged in" at the end.
"""

import sys

# Python takes a module that is `None` for one that is not there.
sys.modules["fido2"] = None

from project import log_in, start_enrolling

start_enrolling()

from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import override_settings
from rest_framework.test import APIClient
from testproject.enrolling import App
from testproject.methods import PASSKEY_SETTINGS

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient()
tokens = log_in(client)
client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
app = App(client.post("/totp/setup/").json())
enrolled = client.post("/totp/confirm/", {"code": app.code()})
assert enrolled.status_code == 200, enrolled.content
# Whoever has none is told that passkeys are not there, and nothing fails.
client.credentials(HTTP_AUTHORIZATION=f"Bearer {enrolled.json()['access']}")
assert client.get("/passkeys/").status_code == 404
with override_settings(JWT2FA_AUTH=PASSKEY_SETTINGS):
    assert "drf_jwt_2fa.E028" in {one.id for one in run_checks()}
print("logged in")
