"""The schema is there where drf-spectacular is."""

import importlib
import subprocess
import sys

import pytest
from django.apps import apps
from needs import require_module

import drf_jwt_2fa

pytestmark = pytest.mark.integration


def test_the_package_loads_drf_spectacular_only_where_it_is_an_app():
    program = """if True:
        import sys
        import django
        from django.conf import settings
        settings.configure(
            SECRET_KEY="long enough for a test that signs nothing",
            INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                            "drf_jwt_2fa", *sys.argv[1:]],
        )
        django.setup()
        import drf_jwt_2fa.urls
        print("drf_jwt_2fa.schema" in sys.modules, "drf_spectacular" in sys.modules)
    """
    command = [sys.executable, "-c", program]

    without = subprocess.check_output(command, text=True)
    with_it = subprocess.check_output([*command, "drf_spectacular"], text=True)

    assert without == "False False\n"
    assert with_it == "True True\n"


def test_the_app_loads_the_schema_if_drf_spectacular_is_installed(
    settings, monkeypatch
):
    require_module("drf_spectacular")
    importlib.import_module("drf_jwt_2fa.schema")
    monkeypatch.delitem(sys.modules, "drf_jwt_2fa.schema")
    monkeypatch.delattr(drf_jwt_2fa, "schema")
    settings.INSTALLED_APPS = [
        *settings.INSTALLED_APPS,
        "drf_jwt_2fa",
        "drf_spectacular",
    ]

    apps.get_app_config("drf_jwt_2fa").ready()

    assert "drf_jwt_2fa.schema" in sys.modules
