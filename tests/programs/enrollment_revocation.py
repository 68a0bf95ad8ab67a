"""Refresh tokens end when an app is enrolled, and when support resets the account.

Prints "revoked" at the end.  A program of its own because Simple JWT decides when it is
imported whether its blacklist app is there.
"""

import base64
import time

import django
from django.conf import settings
from django.core.management import call_command
from testproject.methods import METHODS

settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="enrollment.urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework_simplejwt.token_blacklist",
        "drf_jwt_2fa.enrollment",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": lambda user, code: codes.append(code),
        "NOTIFIER": lambda *args, **kwargs: None,
        "METHODS": METHODS,
    },
)
codes = []


def main():
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup
    from rest_framework.test import APIClient  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp  # noqa: PLC0415

    User.objects.create_user("ann", "ann@example.com", "correct horse")
    client = APIClient()

    def post(path, **data):
        return client.post(path, data)

    def is_alive(tokens):
        return post("/refresh/", refresh=tokens["refresh"]).status_code == 200

    def log_in():
        token = post("/get-code/", username="ann", password="correct horse").json()
        return post("/auth/", code_token=token["token"], code=codes[-1]).json()

    other_device, tokens = log_in(), log_in()
    assert is_alive(other_device)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    text = post("/totp/setup/").json()["secret"]
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    code = totp.make_code(secret, totp.get_step(time.time()))
    enrolled = post("/totp/confirm/", code=code).json()

    assert not is_alive(other_device)
    assert not is_alive(tokens)
    assert is_alive(enrolled)
    call_command("reset_2fa", "ann", verbosity=0)
    assert not is_alive(enrolled)
    print("revoked")


django.setup()
call_command("migrate", verbosity=0)
main()
