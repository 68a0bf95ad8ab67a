"""A sign-out blacklists its refresh token, with the settings of the how-to guide.

Prints "signed out" at the end.  A program of its own because Simple JWT decides when it
is imported whether its blacklist app is there.
"""

from docs.pages import run
from project import log_in, start

shown = run("how-to/sign-out.md", "settings.py")
start("rest_framework_simplejwt.token_blacklist", SIMPLE_JWT=shown.SIMPLE_JWT)
assert shown.INSTALLED_APPS[-1] == "rest_framework_simplejwt.token_blacklist"

from django.contrib.auth.models import User
from rest_framework.test import APIClient

User.objects.create_user("ann", "ann@example.com", "correct horse")
client = APIClient()


def refresh(token):
    return client.post("/refresh/", {"refresh": token})


def sign_out(token):
    response = client.post("/sign-out/", {"refresh": token})
    return response.status_code, response.content


mine, others = log_in(client), log_in(client)["refresh"]
rotated = refresh(mine["refresh"]).json()["refresh"]
assert refresh(mine["refresh"]).status_code == 401
for junk in ("x", mine["access"], rotated[:-4] + "AAAA"):
    assert sign_out(junk) == (204, b"")
still = refresh(rotated).json()["refresh"]

assert sign_out(still) == (204, b"")
assert refresh(still).status_code == 401
# Again, as a client does that lost the answer.
assert sign_out(still) == (204, b"")
assert refresh(others).status_code == 200
print("signed out")
