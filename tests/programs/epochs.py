"""Refresh tokens end with a change, a reset and a step-up, with any Simple JWT.

Prints "ended" at the end.  A program of its own because Simple JWT decides when it is
imported whether its blacklist app is there.
"""

import base64
import time

import django
from django.conf import settings
from django.core.management import call_command

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
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": lambda user, code: codes.append(code),
        "CODE_TOKEN_THROTTLE_RATE": None,
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
    from rest_framework.test import APIClient  # noqa: PLC0415
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp  # noqa: PLC0415

    User.objects.create_user("ann", "ann@example.com", "correct horse")
    client = APIClient()

    def post(path, access=None, **data):
        header = {"HTTP_AUTHORIZATION": f"Bearer {access}"} if access else {}
        return client.post(path, data, **header)

    def refresh(tokens):
        """Return the new tokens, `None` if the old ones have ended."""
        response = post("/refresh/", refresh=tokens["refresh"])
        assert response.status_code in (200, 401), response.content
        return response.json() if response.status_code == 200 else None

    def log_in():
        token = post("/get-code/", username="ann", password="correct horse").json()
        return post("/auth/", code_token=token["token"], code=codes[-1]).json()

    def begin_setup(tokens):
        text = post("/totp/setup/", tokens["access"]).json()["secret"]
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        return totp.make_code(secret, totp.get_step(time.time()))

    # A step-up ends the refresh token that it is asked with, one that came of a
    # rotation, too, which Simple JWT lists since 5.5 only.
    mine = refresh(log_in())
    data = {"refresh": mine["refresh"]}
    code_token = post("/step-up/", mine["access"], **data).json()["token"]
    stepped_up = post("/auth/", code_token=code_token, code=codes[-1]).json()
    assert refresh(mine) is None
    stepped_up = refresh(stepped_up)
    assert stepped_up

    plain, rotated, racing = log_in(), refresh(log_in()), log_in()
    code = begin_setup(stepped_up)

    # A refresh that is under way while the owner confirms an app.
    make_id, confirmed = RefreshToken.set_jti, []

    def confirm_meanwhile(self):
        if not confirmed and "jti" in self.payload:
            confirmed.append(None)
            response = post("/totp/confirm/", stepped_up["access"], code=code)
            assert response.status_code == 200, response.content
            confirmed[0] = response.json()
        make_id(self)

    RefreshToken.set_jti = confirm_meanwhile
    assert refresh(racing) is None
    RefreshToken.set_jti = make_id
    assert confirmed[0]

    assert refresh(plain) is None
    assert refresh(rotated) is None
    mine = refresh(confirmed[0])
    assert mine
    call_command("reset_2fa", "ann", verbosity=0)
    assert refresh(mine) is None
    print("ended")


django.setup()
call_command("migrate", verbosity=0)
main()
