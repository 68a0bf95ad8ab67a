"""Tenants with a database each: the code token of one at another's door.

Prints the statuses of the answers: at the other tenant's, and at its own.  With the
argument `--keys-by-tenant` each tenant has cache keys of its own, so that a foreign
code token has no record; without it, the record says whose the code token is.
"""

import sys
import threading
from datetime import timedelta

from project import codes, configure, send

here = threading.local()
here.tenant = "default"


class Router:
    def db_for_read(self, model, **hints):
        return here.tenant

    db_for_write = db_for_read


def make_key(key, prefix, version):
    tenant = here.tenant if "--keys-by-tenant" in sys.argv else "all"
    return f"{tenant}:{prefix}:{version}:{key}"


def make_database(name):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{name}.sqlite3"}


configure(
    DATABASES={name: make_database(name) for name in ("default", "other")},
    DATABASE_ROUTERS=[Router()],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "KEY_FUNCTION": make_key,
        }
    },
    JWT2FA_AUTH={"CODE_SENDER": send, "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)},
)

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client


def make_user(tenant, name):
    here.tenant = tenant
    call_command("migrate", database=tenant, verbosity=0)
    return User.objects.create_user(name, password="correct horse")


def post(tenant, path, data):
    here.tenant = tenant
    return Client().post(path, data)


mallory, victim = make_user("default", "mallory"), make_user("other", "victim")
assert mallory.pk == victim.pk
credentials = {"username": "mallory", "password": "correct horse"}
token = post("default", "/get-code/", credentials).json()["token"]
answer = {"code_token": token, "code": codes[-1]}
print(*(post(name, "/auth/", answer).status_code for name in ("other", "default")))
