"""The core sees the app for sessions only where it is installed."""

import subprocess
import sys

import pytest
from django.apps import apps
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa.login.sessions import check_session, find_session, get_sessions

PROGRAM = """
import sys
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x" * 50,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    ROOT_URLCONF="drf_jwt_2fa.urls",
)
django.setup()
import drf_jwt_2fa.urls
from drf_jwt_2fa.login.sessions import get_sessions
print(get_sessions(), [name for name in sys.modules if "2fa.sessions" in name])
"""


def test_without_the_app_nothing_of_it_is_imported():
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout

    assert found.strip() == "None []"


def test_without_the_app_there_is_nothing_to_check(monkeypatch):
    monkeypatch.delitem(apps.app_configs, "drf_jwt_2fa_sessions")
    token = AccessToken()
    token["sid"] = "5f0c8a51f8f94b3c8d7a2ee7a9f3b6d1"

    assert get_sessions() is None
    assert find_session(token) is None
    check_session("of no table", None)


@pytest.mark.parametrize("token", [None, {"sid": "a"}, "text"])
def test_what_is_no_token_has_no_session(monkeypatch, token):
    monkeypatch.setattr("drf_jwt_2fa.login.sessions.get_sessions", object)

    assert find_session(token) is None


@pytest.mark.parametrize("value", [None, 7, ["a"]])
def test_a_claim_of_another_type_is_no_session(monkeypatch, value):
    monkeypatch.setattr("drf_jwt_2fa.login.sessions.get_sessions", object)
    token = AccessToken()
    token["sid"] = value

    assert find_session(token) is None
