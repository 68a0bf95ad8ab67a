"""People who are signed in on several devices."""

from datetime import timedelta

import pytest
from django.core import mail
from rest_framework.test import APIClient
from testproject.devices import Device
from testproject.methods import METHODS
from testproject.trusting import TrustedClient

from drf_jwt_2fa.sessions import signals


@pytest.fixture(autouse=True)
def _sessions(settings):
    """The app is seen, and its endpoints are there."""
    settings.ROOT_URLCONF = "sessions.urls"
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


@pytest.fixture
def configure(settings):
    """Change some settings and leave the others as they are."""

    def configure(**changed):
        settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, **changed}

    return configure


@pytest.fixture
def sign_in(user, clock, configure):
    """Sign a user in on another device: `sign_in("Firefox")`."""
    configure(CODE_TOKEN_THROTTLE_RATE=None)

    def sign_in(user_agent="Firefox/128.0", **credentials):
        device = Device(APIClient(HTTP_USER_AGENT=user_agent), clock)
        device.log_in(**credentials)
        return device

    return sign_in


@pytest.fixture
def laptop(sign_in):
    """A device that the user is signed in on."""
    laptop = sign_in("Firefox/128.0 (X11; Linux)")
    mail.outbox.clear()
    return laptop


@pytest.fixture
def sent():
    """The signals that are sent, each with what came with it."""
    found = []
    receivers = []
    for name, signal in vars(signals).items():
        if isinstance(signal, signals.Signal):

            def receive(sender, signal, user, request, name=name, **more):
                found.append((name, user, more))

            receivers.append((signal, receive))
            signal.connect(receive, weak=False)
    yield found
    for signal, receive in receivers:
        signal.disconnect(receive)


@pytest.fixture
def trusting(configure):
    """The project trusts devices for 30 days."""
    lifetime = timedelta(days=30)
    configure(TRUSTED_DEVICE_LIFETIME=lifetime, CODE_TOKEN_THROTTLE_RATE=None)


@pytest.fixture
def trusted(api, user, trusting):
    """A device of Ann's that is trusted since a moment ago."""
    client = TrustedClient(api)
    client.log_in_with_code()
    mail.outbox.clear()
    return client
