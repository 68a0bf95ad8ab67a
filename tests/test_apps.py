"""What is different with the app installed; `tests/checks` has the rest."""

import subprocess
import sys

PROGRAM = """
import django
from django.conf import settings
from django.core.checks import run_checks

settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS={apps!r},
    ROOT_URLCONF="drf_jwt_2fa.urls",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    JWT2FA_AUTH={{"CODE_LENGHT": 6}},
    REST_FRAMEWORK={{"DEFAULT_AUTHENTICATION_CLASSES": []}},
)
django.setup()
print([one.id for one in run_checks() if one.id.startswith("drf_jwt_2fa")])
"""
APPS = ["django.contrib.auth", "django.contrib.contenttypes"]


def run(apps):
    program = PROGRAM.format(apps=apps)
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()


def test_with_the_app_the_configuration_is_checked():
    found = run([*APPS, "drf_jwt_2fa"])

    assert "drf_jwt_2fa.E001" in found


def test_without_the_app_it_is_not():
    assert run(APPS) == "[]"
