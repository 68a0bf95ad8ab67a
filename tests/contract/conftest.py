"""What a project built on 1.0.0 has at hand: its settings, a stand-in for a user."""

from types import SimpleNamespace

import pytest
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView


@pytest.fixture
def configure(settings):
    """A function that adds keys to `JWT2FA_AUTH`, as `override_settings` would."""

    def configure(**values):
        settings.JWT2FA_AUTH = {**getattr(settings, "JWT2FA_AUTH", {}), **values}

    return configure


@pytest.fixture
def sent(configure):
    """The list of (user, code) pairs that the project's own sender was given."""
    pairs = []
    configure(CODE_SENDER=lambda user, code: pairs.append((user, code)))
    return pairs


@pytest.fixture
def someone():
    """A stand-in for a user: no model, no database."""
    return SimpleNamespace(pk=1, email="ann@example.com", is_active=True)


@pytest.fixture
def django_request():
    """A function that makes the request that comes in."""

    def make(data, **extra):
        return APIRequestFactory().post("/auth/", data, format="json", **extra)

    return make


@pytest.fixture
def rest_request(django_request):
    """A function that makes a request as a view hands it to its throttles."""

    def make(data, **extra):
        return APIView().initialize_request(django_request(data, **extra))

    return make
