"""A project whose users have a primary key called `user_id`, and apps to enrol.

Takes the `USER_ID_FIELD`; prints, in JSON, the status of each step of a login and of
what follows it.
"""

import base64
import json
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="programs.user_id_urls",
    AUTH_USER_MODEL="testproject.Customer",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "testproject",
        "drf_jwt_2fa.enrollment",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    SIMPLE_JWT={"USER_ID_FIELD": sys.argv[1]},
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": lambda user, code: codes.append(code),
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
    from rest_framework.test import APIClient  # noqa: PLC0415  # after setup
    from testproject.models import Customer  # noqa: PLC0415

    from drf_jwt_2fa.enrollment import changes  # noqa: PLC0415
    from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp  # noqa: PLC0415

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
    text = post("setup", "/totp/setup/")["secret"]
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    code = totp.make_code(secret, totp.get_step(time.time()))
    enrolled = post("confirm", "/totp/confirm/", code=code)
    status["sensitive, outdated"] = client.get("/sensitive/").status_code
    post("refresh, outdated", "/refresh/", refresh=tokens["refresh"])
    use(enrolled)
    status["sensitive"] = client.get("/sensitive/").status_code
    post("refresh, enrolled", "/refresh/", refresh=enrolled["refresh"])
    changes.reset(user)
    post("refresh, reset", "/refresh/", refresh=enrolled["refresh"])
    print(json.dumps(status))


django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)
main()
