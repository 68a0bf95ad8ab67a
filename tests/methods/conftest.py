"""Each method, ready for the suite that every method must pass."""

from types import SimpleNamespace

import pytest
from testproject.client import other_code
from testproject.methods import METHODS

from drf_jwt_2fa.methods import CodeSender, SentCodeMethod, factors_of
from drf_jwt_2fa.token_manager import CodeTokenManager


class VoiceCall(SentCodeMethod):
    """A method of a project's own, which calls the user."""

    name = "voice"

    def __init__(self):
        self.calls = []

    def can_reach(self, user):
        return bool(user.phone_number)

    def get_destination(self, user):
        return "•••1"

    def send(self, user, code):
        self.calls.append(code)


class Case:
    """A method with a user who can use it, and what the right answers are."""

    def __init__(self, method, user, find_answer, codes=None):
        self.method, self.user = method, user
        self.codes = codes or CodeTokenManager()
        self._find_answer = find_answer

    @property
    def factors(self):
        return factors_of(self.user)

    def begin(self):
        """Return the claims of a new challenge that has reached the user."""
        challenge = self.method.begin(self.user, self.codes)
        challenge.deliver()
        return dict(challenge.claims)

    def right_answer(self):
        return self._find_answer()

    def wrong_answer(self):
        return other_code(self.right_answer())

    def verify(self, claims, answer):
        return self.method.verify(self.user.pk, claims, answer, self.codes)


def make_code_sender(user):
    codes = CodeTokenManager()
    sent = []
    codes.send_verification_code = lambda user, code: sent.append(code)
    return Case(CodeSender(), user, lambda: sent[-1], codes)


def make_voice_call(user):
    method = VoiceCall()
    return Case(method, user, lambda: method.calls[-1])


def make_totp(user):
    from testproject.enrolling import enroll  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.methods import TotpMethod  # noqa: PLC0415

    app, _codes = enroll(user)
    # The code of the present is used up.
    return Case(TotpMethod(), user, lambda: app.code(1))


def make_recovery_code(user):
    from testproject.enrolling import enroll  # noqa: PLC0415

    from drf_jwt_2fa.enrollment.methods import RecoveryCodeMethod  # noqa: PLC0415

    _app, codes = enroll(user)
    return Case(RecoveryCodeMethod(), user, lambda: codes[0])


class PasskeyCase(Case):
    """A method that is answered with a credential, for the last challenge."""

    def begin(self):
        challenge = self.method.begin(self.user, self.codes)
        self._options = challenge.public
        return dict(challenge.claims)

    def right_answer(self):
        return self._find_answer(self._options)

    def wrong_answer(self):
        return self._find_answer(self._options, origin="https://example.org")


def make_passkey(user):
    from drf_jwt_2fa.enrollment.methods import PasskeyMethod  # noqa: PLC0415
    from drf_jwt_2fa.enrollment.testing import create_passkey  # noqa: PLC0415

    return PasskeyCase(PasskeyMethod(), user, create_passkey(user).answer)


WITHOUT_TABLES = {"code-sender": make_code_sender, "voice": make_voice_call}
WITH_TABLES = {
    "totp": make_totp,
    "recovery-code": make_recovery_code,
    "passkey": make_passkey,
}


@pytest.fixture(params=[*WITHOUT_TABLES, *WITH_TABLES])
def case(request, settings, db):
    if request.param in WITHOUT_TABLES:
        user = SimpleNamespace(pk=17, email="ann@example.com", phone_number="+358 1")
        return WITHOUT_TABLES[request.param](user)
    settings.JWT2FA_AUTH = {
        "METHODS": ["drf_jwt_2fa.enrollment.methods.PasskeyMethod", *METHODS],
        "PASSKEY_RP_ID": "example.com",
    }
    return WITH_TABLES[request.param](request.getfixturevalue("user"))
