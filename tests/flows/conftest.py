"""Somebody who logs in and enrols over HTTP."""

import base64
import time

import jwt
import pytest
from testproject.methods import METHODS

WITH_APP = {"AUTH_CLAIMS": True, "METHODS": METHODS}


class Device:
    """A client with the tokens of one login."""

    def __init__(self, api, clock, tokens=None):
        self.api, self.clock = api, clock
        self.tokens = tokens or {}

    def call(self, path, token=None, verb="post", **data):
        """Call the endpoint with the access token of the device, or another one."""
        token = token or self.tokens.get("access")
        self.api.credentials(
            **({"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {})
        )
        response = getattr(self.api, verb)(path, data, format="json")
        self.api.credentials()
        return response

    def post(self, path, **data):
        return self.call(path, **data)

    def refresh(self):
        """Refresh; return the status, and use the new tokens if there are some."""
        response = self.call("/refresh/", refresh=self.tokens["refresh"])
        if response.status_code == 200:
            self.tokens = {**self.tokens, **response.json()}
        return response.status_code


class Person:
    """A user with devices and, in the end, an app."""

    password = "correct horse"

    def __init__(self, api, clock, user, settings):
        self.api, self.clock, self.user, self.settings = api, clock, user, settings
        self.secret = None
        self.recovery_codes = None

    def begin(self, **more):
        self.api.credentials()
        response = self.api.get_code(password=self.password, **more)
        assert response.status_code == 200, response.content
        return response.json()["token"]

    def log_in(self):
        """Return a device that has just been logged in with."""
        token = self.begin()
        response = self.api.auth(token, self.right_code())
        assert response.status_code == 200, response.content
        return Device(self.api, self.clock, response.json())

    def right_code(self):
        if self.secret is None:
            return self.api.last_mailed_code
        self.clock.shift(30)
        return self.app_code()

    def app_code(self, secret=None):
        from drf_jwt_2fa.enrollment.methods.totp import rfc6238  # noqa: PLC0415

        step = rfc6238.get_step(time.time())
        return rfc6238.make_code(secret or self.secret, step)

    def wrong_code(self):
        code = "000000"
        return code if self.secret is None or code != self.app_code() else "111111"

    def set_up(self, device, **proof):
        response = device.post("/totp/setup/", **proof)
        assert response.status_code == 200, response.content
        return read_secret(response)

    def enroll(self, device, **proof):
        """Set the app up, with the device; it gets new tokens."""
        secret = self.set_up(device, **proof)
        response = device.post("/totp/confirm/", code=self.app_code(secret))
        assert response.status_code == 200, response.content
        self.secret, device.tokens = secret, response.json()
        self.recovery_codes = device.tokens.pop("recovery_codes", self.recovery_codes)
        self.clock.shift(30)

    def begin_step_up(self, device, **more):
        response = device.post("/step-up/", **more)
        assert response.status_code == 200, response.content
        return response.json()["token"]

    def prove(self, device):
        """Step up with the device; return the code token and the code."""
        token = self.begin_step_up(device)
        return {"code_token": token, "code": self.right_code()}

    def change_password(self, password="battery staple"):
        self.user.refresh_from_db()
        self.user.set_password(password)
        self.user.save()
        self.password = password


def read_secret(response):
    text = response.json()["secret"]
    return base64.b32decode(text + "=" * (-len(text) % 8))


@pytest.fixture
def claims():
    """Read the claims of a token."""
    return lambda token: jwt.decode(token, options={"verify_signature": False})


@pytest.fixture
def with_app(settings):
    """Apps are configured, and the endpoints to enrol one."""
    pytest.importorskip("cryptography")
    settings.ROOT_URLCONF = "enrollment.urls"
    settings.JWT2FA_AUTH = {**WITH_APP, "CODE_TOKEN_THROTTLE_RATE": None}
    return settings.JWT2FA_AUTH


@pytest.fixture
def ann(api, clock, user, settings, with_app):
    return Person(api, clock, user, settings)


@pytest.fixture
def device(api, clock):
    """A device without tokens."""
    return Device(api, clock)


@pytest.fixture
def phone(ann):
    """A device that Ann has enrolled her app with."""
    device = ann.log_in()
    ann.enroll(device)
    return device
