"""A login, a refresh and a logout with Simple JWT's blacklist app.

Prints "logged out" at the end.  A program of its own because Simple JWT decides when it
is imported whether the app is there.
"""

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="drf_jwt_2fa.urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework_simplejwt.token_blacklist",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
    JWT2FA_AUTH={"CODE_SENDER": lambda user, code: codes.append(code)},
)
codes = []


def log_in_and_out():
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup
    from django.test import Client  # noqa: PLC0415
    from rest_framework_simplejwt.token_blacklist import models  # noqa: PLC0415
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415

    user = User.objects.create_user("ann", "ann@example.com", "correct horse")
    post = Client().post

    step = post("/get-code/", {"username": "ann", "password": "correct horse"})
    step = post("/auth/", {"code_token": step.json()["token"], "code": codes[0]})
    first = step.json()["refresh"]
    outstanding = models.OutstandingToken.objects.get()
    assert (outstanding.user, outstanding.token) == (user, first)

    second = post("/refresh/", {"refresh": first}).json()["refresh"]
    assert post("/refresh/", {"refresh": first}).status_code == 401

    RefreshToken(second).blacklist()
    assert post("/refresh/", {"refresh": second}).status_code == 401


django.setup()
call_command("migrate", verbosity=0)
log_in_and_out()
print("logged out")
