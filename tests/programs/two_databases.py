"""Tenants with a database each: the code token of one at another's door.

Prints the statuses of the answers: at the other tenant's, and at its own.  With the
argument `--keys-by-tenant` each tenant has cache keys of its own, so that a foreign
code token has no record; without it, the record says whose the code token is.
"""

import sys
import threading
from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command

here = threading.local()
here.tenant = "default"
SENT = []


class Router:
    def db_for_read(self, model, **hints):
        return here.tenant

    db_for_write = db_for_read


def make_key(key, prefix, version):
    tenant = here.tenant if "--keys-by-tenant" in sys.argv else "all"
    return f"{tenant}:{prefix}:{version}:{key}"


def make_database(name):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{name}.sqlite3"}


settings.configure(
    SECRET_KEY="only for a test, and long enough to sign with",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="drf_jwt_2fa.urls",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={name: make_database(name) for name in ("default", "other")},
    DATABASE_ROUTERS=[Router()],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "KEY_FUNCTION": make_key,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    JWT2FA_AUTH={
        "CODE_SENDER": lambda user, code: SENT.append(code),
        "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
    },
)


def make_user(tenant, name):
    from django.contrib.auth.models import User  # noqa: PLC0415  # after setup

    here.tenant = tenant
    call_command("migrate", database=tenant, verbosity=0)
    return User.objects.create_user(name, password="correct horse")


def post(tenant, path, data):
    from django.test import Client  # noqa: PLC0415

    here.tenant = tenant
    return Client().post(path, data)


django.setup()
mallory, victim = make_user("default", "mallory"), make_user("other", "victim")
assert mallory.pk == victim.pk
credentials = {"username": "mallory", "password": "correct horse"}
token = post("default", "/get-code/", credentials).json()["token"]
answer = {"code_token": token, "code": SENT[-1]}
print(*(post(name, "/auth/", answer).status_code for name in ("other", "default")))
