"""A user who has enrolled an authenticator app, and that app."""

import base64
import time

import pytest
from django.core import mail

from drf_jwt_2fa.enrollment import signals
from drf_jwt_2fa.enrollment.methods.recovery_code.method import RecoveryCodeMethod
from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp
from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod

METHODS = [
    "drf_jwt_2fa.enrollment.methods.TotpMethod",
    "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
    "drf_jwt_2fa.methods.CodeSender",
]


class App:
    """An authenticator app, after it scanned the QR code."""

    def __init__(self, enrollment):
        text = enrollment["secret"]
        self.secret = base64.b32decode(text + "=" * (-len(text) % 8))

    def code(self, steps=0):
        """Return the code of the present, or of some steps away from it."""
        return totp.make_code(self.secret, totp.get_step(time.time()) + steps)

    def wrong_code(self):
        """Return a code of no time that is near."""
        near = {self.code(steps) for steps in range(-11, 12)}
        return next(code for code in map("{:06}".format, range(30)) if code not in near)


@pytest.fixture(autouse=True)
def _methods(settings):
    """Both methods are configured."""
    settings.JWT2FA_AUTH = {"METHODS": METHODS}


@pytest.fixture
def method():
    return TotpMethod()


@pytest.fixture
def recovery():
    return RecoveryCodeMethod()


def enroll(user, method=None, login="login"):
    """Set the app up; return it, and the recovery codes."""
    method = method or TotpMethod()
    app = App(method.begin_enrollment(user, login))
    answer = method.finish_enrollment(user, login, app.code())
    return app, answer.get("recovery_codes")


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

    def verify(method, answer, user_pk=None):
        method.verify(user.pk if user_pk is None else user_pk, {}, answer, None)

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
