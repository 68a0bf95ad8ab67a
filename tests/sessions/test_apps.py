"""The app loads what belongs to another one if that is installed."""

import importlib
import sys

import pytest
from django.apps import apps
from needs import require_module

from drf_jwt_2fa import sessions
from drf_jwt_2fa.login.sessions import get_sessions
from drf_jwt_2fa.sessions import hooks


def test_the_core_finds_the_hooks():
    assert get_sessions() is hooks


@pytest.mark.integration
def test_the_app_loads_the_schema_if_drf_spectacular_is_installed(
    settings, monkeypatch
):
    require_module("drf_spectacular")
    name = "drf_jwt_2fa.sessions.schema"
    importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(sessions, "schema")
    config = apps.get_app_config("drf_jwt_2fa_sessions")

    config.ready()
    assert name not in sys.modules

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_spectacular"]
    config.ready()
    assert name in sys.modules
