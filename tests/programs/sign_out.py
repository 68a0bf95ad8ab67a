"""Signs in and out as the how-to guide about it configures a project.

Prints "signed out" at the end.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.pages import run

PAGE = "how-to/sign-out.md"
codes = []
shown = run(PAGE, "settings.py")
settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="sign_out_urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    INSTALLED_APPS=shown.INSTALLED_APPS,
    SIMPLE_JWT=shown.SIMPLE_JWT,
    JWT2FA_AUTH={"CODE_SENDER": lambda user, code: codes.append(code)},
)


def sign_in_and_out():
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup
    from django.test import Client  # noqa: PLC0415

    User.objects.create_user("ann", "ann@example.com", "correct horse")

    def post(path, **data):
        return Client().post(f"/api/auth/{path}/", data)

    step = post("get-code", username="ann", password="correct horse").json()
    tokens = post("auth", code_token=step["token"], code=codes[0]).json()
    rotated = post("refresh", refresh=tokens["refresh"]).json()
    assert post("refresh", refresh=tokens["refresh"]).status_code == 401

    assert post("sign-out", refresh=rotated["refresh"]).status_code == 200
    assert post("refresh", refresh=rotated["refresh"]).status_code == 401


django.setup()
sys.modules["sign_out_urls"] = run(PAGE, "urls.py")
call_command("migrate", verbosity=0)
sign_in_and_out()
print("signed out")
