"""A login in the smallest project that can have one; prints "logged in" at the end.

Neither `drf_jwt_2fa` nor `rest_framework` is in `INSTALLED_APPS`.  With the argument
`--without-mailers` e-mail is configured as before Django 6.1.
"""

import sys

import django
from project import start

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
MAIL = {"EMAIL_BACKEND": LOCMEM}
if django.VERSION >= (6, 1) and "--without-mailers" not in sys.argv:
    MAIL = {"MAILERS": {"default": {"BACKEND": LOCMEM}}}

start(JWT2FA_AUTH={}, **MAIL)

from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client

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
print("logged in")
