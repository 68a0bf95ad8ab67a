"""A user who has enrolled an authenticator app, and that app."""

import pytest
from django.core import mail
from testproject.enrolling import Person, enroll
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment import signals
from drf_jwt_2fa.enrollment.methods import RecoveryCodeMethod, TotpMethod


@pytest.fixture(autouse=True)
def _configured(settings):
    """All methods are configured, and the endpoints are there."""
    settings.ROOT_URLCONF = "enrollment.urls"
    settings.JWT2FA_AUTH = {"METHODS": METHODS, "AUTH_CLAIMS": True}


@pytest.fixture
def configure(settings):
    """Change some settings and leave the others as they are."""

    def configure(**changed):
        settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, **changed}

    return configure


@pytest.fixture
def method():
    return TotpMethod()


@pytest.fixture
def recovery():
    return RecoveryCodeMethod()


@pytest.fixture
def enrolled(user, clock):
    """The user's app and recovery codes; the code of the present is used up."""
    app, codes = enroll(user)
    clock.shift(30)
    mail.outbox.clear()
    return app, codes


@pytest.fixture
def app(enrolled):
    return enrolled[0]


@pytest.fixture
def recovery_codes(enrolled):
    return enrolled[1]


@pytest.fixture
def verify(user):
    """Answer a challenge of the method; it raises what the method does."""

    def verify(method, answer, user_pk=None, claims=()):
        pk = user.pk if user_pk is None else user_pk
        method.verify(pk, dict(claims), answer, None)

    return verify


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
def ann(api, user, clock):
    """Somebody who is signed in, by the code from the mail."""
    person = Person(api, clock)
    person.log_in()
    return person


@pytest.fixture
def enrolled_ann(ann):
    """The same with an app, by which she is signed in."""
    ann.enroll()
    return ann
