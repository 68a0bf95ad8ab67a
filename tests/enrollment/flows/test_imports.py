"""A project without the app has none of it."""

import subprocess
import sys

PROGRAM = """
import sys
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", {apps}],
    ROOT_URLCONF="drf_jwt_2fa.urls",
    DATABASES={{
        "default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    }},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
import jwt
before = set(sys.modules)
import drf_jwt_2fa.urls, drf_jwt_2fa.authentication
new = set(sys.modules) - before
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
found = [name for name in new if name.startswith(("cryptography", "segno"))]
found += [name for name in new if name.startswith("drf_jwt_2fa.enrollment.")]
tables = connection.introspection.table_names()
found += [name for name in tables if name.startswith("drf_jwt_2fa")]
print(sorted(found), "segno" in sys.modules)
"""


def run(apps=""):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(apps=apps)],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()


def test_without_the_app_nothing_of_it_is_imported_and_there_is_no_table():
    assert run() == "[] False"
    assert run("'drf_jwt_2fa'") == "[] False"


def test_with_the_app_there_are_tables():
    assert run("'drf_jwt_2fa.enrollment'").count("drf_jwt_2fa_enrollment_") == 6
