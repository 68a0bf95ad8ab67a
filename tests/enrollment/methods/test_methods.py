"""The methods by their public names; one of them needs a package of its own."""

import subprocess
import sys

import pytest

from drf_jwt_2fa.enrollment import methods
from drf_jwt_2fa.enrollment.methods.passkey.method import PasskeyMethod

PROGRAM = """
import sys
sys.modules["fido2"] = None
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "drf_jwt_2fa.enrollment",
    ],
)
import django
django.setup()
import drf_jwt_2fa.enrollment.urls, drf_jwt_2fa.enrollment.well_known_urls
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.enrollment.methods import TotpMethod
try:
    from drf_jwt_2fa.enrollment.methods import PasskeyMethod
except ImportError as error:
    print(error.name)
"""


def test_all_of_them_can_be_imported():
    assert methods.PasskeyMethod is PasskeyMethod
    for name in methods.__all__:
        assert getattr(methods, name)


def test_there_is_nothing_else():
    with pytest.raises(AttributeError):
        methods.PalmMethod  # noqa: B018


def test_without_its_package_the_others_work(tmp_path):
    found = subprocess.check_output(
        [sys.executable, "-W", "ignore", "-c", PROGRAM], cwd=tmp_path, text=True
    )

    assert found.strip() == "fido2"
