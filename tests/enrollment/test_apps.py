"""The app loads what belongs to another one if that is installed."""

import importlib
import sys

import pytest
from django.apps import apps
from needs import require_module

from drf_jwt_2fa import enrollment

pytestmark = pytest.mark.integration


def test_the_app_loads_the_schema_if_drf_spectacular_is_installed(
    settings, monkeypatch
):
    require_module("drf_spectacular")
    name = "drf_jwt_2fa.enrollment.schema"
    importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(enrollment, "schema")
    config = apps.get_app_config("drf_jwt_2fa_enrollment")

    config.ready()
    assert name not in sys.modules

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_spectacular"]
    config.ready()
    assert name in sys.modules
