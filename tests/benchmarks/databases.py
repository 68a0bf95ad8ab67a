"""Databases with many users and with few, side by side."""

import shutil
from contextlib import contextmanager
from pathlib import Path

from benchmarks.people import PASSWORD
from benchmarks.variants import hasher
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connections

FEW = 10
MANY = 100_000
# So many of the many have a password that Django's default hasher has hashed.
DEFAULT_HASHED = 1_000


class Router:
    """Sends every query to the one that is in use."""

    in_use = "default"

    def db_for_read(self, model, **hints):
        return self.in_use

    db_for_write = db_for_read


@contextmanager
def few_users():
    """Have the queries of the block go to the database with few users."""
    Router.in_use = "few"
    try:
        yield
    finally:
        Router.in_use = "default"


def make_databases():
    """Make the tables and users of both."""
    call_command("migrate", database="few", verbosity=0)
    connections["few"].close()
    files = [settings.DATABASES[alias]["NAME"] for alias in ("few", "default")]
    shutil.copy(*map(Path, files))
    make_users("few", "trivial", FEW)
    make_users("default", "trivial", MANY - DEFAULT_HASHED)
    make_users("default", "default", DEFAULT_HASHED)


def make_users(alias, kind, number):
    """Make so many users whose password the hasher of that kind has hashed."""
    from django.contrib.auth.models import User  # noqa: PLC0415  # Apps must be ready.

    with hasher(kind):
        password = make_password(PASSWORD)
    users = (
        User(username=f"{kind}-{count}", password=password) for count in range(number)
    )
    User.objects.using(alias).bulk_create(users, batch_size=10_000)
