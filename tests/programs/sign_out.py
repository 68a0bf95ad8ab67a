"""Signs in and out as the how-to guide about it configures a project.

Prints "signed out" at the end.
"""

import sys

from docs.pages import run
from project import codes, configure, create_tables

PAGE = "how-to/sign-out.md"
shown = run(PAGE, "settings.py")
configure(
    ROOT_URLCONF="sign_out_urls",
    INSTALLED_APPS=shown.INSTALLED_APPS,
    SIMPLE_JWT=shown.SIMPLE_JWT,
)
# The views of the page want the settings.
sys.modules["sign_out_urls"] = run(PAGE, "urls.py")
create_tables()

from django.contrib.auth.models import User
from django.test import Client

User.objects.create_user("ann", "ann@example.com", "correct horse")


def post(path, **data):
    return Client().post(f"/api/auth/{path}/", data)


step = post("get-code", username="ann", password="correct horse").json()
tokens = post("auth", code_token=step["token"], code=codes[0]).json()
rotated = post("refresh", refresh=tokens["refresh"]).json()
assert post("refresh", refresh=tokens["refresh"]).status_code == 401

assert post("sign-out", refresh=rotated["refresh"]).status_code == 200
assert post("refresh", refresh=rotated["refresh"]).status_code == 401
print("signed out")
