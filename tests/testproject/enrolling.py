"""People who enrol authenticator apps, by calls and over HTTP."""

import base64
import time

import jwt
from django.core import mail
from rest_framework_simplejwt.tokens import AccessToken

from drf_jwt_2fa.claims import EPOCH_CLAIM
from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.methods import TotpMethod
from drf_jwt_2fa.enrollment.methods.totp import rfc6238
from drf_jwt_2fa.enrollment.store import read_factors


class App:
    """An authenticator app, after it scanned the QR code."""

    def __init__(self, shown):
        text = shown["secret"]
        self.secret = base64.b32decode(text + "=" * (-len(text) % 8))

    def code(self, steps=0):
        """Return the code of the present, or of some steps away from it."""
        return rfc6238.make_code(self.secret, rfc6238.get_step(time.time()) + steps)

    def wrong_code(self):
        """Return a code of no time that is near."""
        near = {self.code(steps) for steps in range(-11, 12)}
        return next(code for code in map("{:06}".format, range(30)) if code not in near)


def begin(user, method=None, login="login"):
    """Begin to set an app up; return it."""
    return App(changes.set_up(user, method or TotpMethod(), login))


def confirm(user, answer, method=None, login="login"):
    """Confirm what was begun; return what the user is shown."""
    method = method or TotpMethod()
    return changes.confirm(user, read_factors(user), method, login, answer).shown


def enroll(user, method=None):
    """Set the app up; return it, and the recovery codes."""
    app = begin(user, method)
    return app, confirm(user, app.code(), method).get("recovery_codes")


def get_enrolled(user):
    """Return the names of what the user has enrolled, disabled or not."""
    return [one.name for one in read_factors(user).enrolled]


def get_claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def get_code(response):
    """Return the status and the code of an error."""
    return response.status_code, response.data["detail"].code


class Person:
    """Somebody with a client, a mailbox and, in the end, an app."""

    def __init__(self, api, clock):
        self.api, self.clock = api, clock
        self.app = None
        self.recovery_codes = None

    def log_in(self, code=None, method=None):
        answer = self.begin()
        if method:
            data = {"code_token": answer["token"], "method": method}
            answer = self.api.post("/challenge/", data).json()
        return self.finish(answer["token"], code)

    def begin(self):
        self.api.credentials()
        response = self.api.get_code()
        assert response.status_code == 200, response.content
        return response.json()

    def finish(self, token, code=None):
        if code is None:
            code = self.app.code() if self.app else self.api.last_mailed_code
        response = self.api.auth(token, code)
        assert response.status_code == 200, response.content
        return self.use(response.json())

    def use(self, tokens):
        self.tokens = tokens
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        return tokens

    def refresh(self):
        """Use the access token that the refresh token gives."""
        response = self.api.post("/refresh/", self.tokens)
        self.use({**self.tokens, "access": response.json()["access"]})

    def prove(self):
        """Step up; return the code token and the code that prove it."""
        self.clock.shift(30)
        token = self.api.post("/step-up/").json()["token"]
        code = self.app.code() if self.app else self.api.last_mailed_code
        return {"code_token": token, "code": code}

    def set_up(self, **proof):
        response = self.api.post("/totp/setup/", proof)
        assert response.status_code == 200, response.content
        return App(response.json())

    def enroll(self):
        app = self.set_up()
        response = self.api.post("/totp/confirm/", {"code": app.code()})
        assert response.status_code == 200, response.content
        answer = response.json()
        self.app, self.recovery_codes = app, answer.pop("recovery_codes")
        self.use(answer)
        self.clock.shift(30)
        mail.outbox.clear()


def make_access_token(user, age=0, **claims):
    """Return an access token of the user, of a login by app some seconds ago."""
    token = AccessToken.for_user(user)
    token.payload.update(
        {
            "auth_time": int(time.time()) - age,
            "acr": "totp",
            "amr": ["pwd", "otp", "mfa"],
            EPOCH_CLAIM: read_factors(user).epoch,
            **claims,
        }
    )
    return str(token)
