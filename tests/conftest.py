"""What most tests need: a user, a clock that stands still, a client that logs in."""

from datetime import datetime, timezone

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core.cache import caches
from testproject.client import LoginClient

from drf_jwt_2fa.sessions.apps import SessionsConfig


@pytest.fixture(autouse=True)
def _empty_cache():
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _sessions(monkeypatch):
    """The core sees no sessions, as if that app was not installed.

    The conftest of those tests that it should be installed for overrides this.
    """
    monkeypatch.setattr(SessionsConfig, "hooks", None)


@pytest.fixture
def clock(time_machine):
    """A clock that moves only when told: `clock.shift(2)` (seconds)."""
    time_machine.move_to(datetime(2030, 1, 1, tzinfo=timezone.utc), tick=False)
    return time_machine


@pytest.fixture
def user(db, django_user_model):
    return django_user_model.objects.create_user(
        username="ann", email="ann@example.com", password="correct horse"
    )


@pytest.fixture
def api(db, clock):
    """A client that can take the steps of a login."""
    return LoginClient(clock)


@pytest.fixture
def cache():
    """The cache that holds the state of logins."""
    return caches["default"]


@pytest.fixture
def without_listeners(monkeypatch):
    """Nobody listens to failed logins: django-axes and others do where installed."""
    monkeypatch.setattr(user_login_failed, "receivers", [])
    user_login_failed.sender_receivers_cache.clear()
