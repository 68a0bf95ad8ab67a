"""A login in the smallest project that can have one; prints "logged in" at the end.

Neither `drf_jwt_2fa` nor `rest_framework` is in `INSTALLED_APPS`.  With the argument
`--without-mailers` e-mail is configured as before Django 6.1.
"""

import sys

import django
from django.conf import settings
from django.core import mail
from django.core.management import call_command

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
MAIL = {"EMAIL_BACKEND": LOCMEM}
if django.VERSION >= (6, 1) and "--without-mailers" not in sys.argv:
    MAIL = {"MAILERS": {"default": {"BACKEND": LOCMEM}}}

settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="drf_jwt_2fa.urls",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    **MAIL,
)


def log_in():
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    User.objects.create_user("ann", "ann@example.com", "correct horse")
    mail.outbox = []
    post = Client().post

    step = post("/get-code/", {"username": "ann", "password": "correct horse"})
    code = mail.outbox[0].subject.split(":")[0]
    step = post("/auth/", {"code_token": step.json()["token"], "code": code})
    tokens = step.json()
    assert list(tokens) == ["access", "refresh"], tokens
    assert post("/refresh/", {"refresh": tokens["refresh"]}).json()["access"]
    assert post("/verify/", {"token": tokens["access"]}).status_code == 200
    tables = connection.introspection.table_names()
    assert all(name.startswith(("auth_", "django_")) for name in tables), tables


django.setup()
call_command("migrate", verbosity=0)
log_in()
print("logged in")
