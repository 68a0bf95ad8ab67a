"""Devices on which somebody is signed in, each with its own tokens."""

import uuid

import jwt
from django.core import mail

from drf_jwt_2fa.sessions.models import Session


def get_claims(token):
    return jwt.decode(token, options={"verify_signature": False})


class Device:
    def __init__(self, client, clock):
        self.client, self.clock = client, clock

    def log_in(self, username="ann", password="correct horse"):
        credentials = {"username": username, "password": password}
        begun = self.client.post("/get-code/", credentials)
        assert begun.status_code == 200, begun.content
        code = mail.outbox[-1].subject.split(":")[0]
        data = {"code_token": begun.json()["token"], "code": code}
        response = self.client.post("/auth/", data)
        assert response.status_code == 200, response.content
        return self.use(response.json())

    def use(self, tokens):
        self.tokens = tokens
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        return tokens

    def post_refresh(self, token=None):
        """Refresh with a token, the newest by default; return the response."""
        return self.client.post("/refresh/", {"refresh": token or self.refresh_token})

    def refresh(self):
        """Refresh as a client does, and keep the new tokens."""
        response = self.post_refresh()
        assert response.status_code == 200, response.content
        return self.use(response.json())

    @property
    def refresh_token(self):
        return self.tokens["refresh"]

    @property
    def key(self):
        return uuid.UUID(hex=get_claims(self.refresh_token)["sid"])

    @property
    def session(self):
        return Session.objects.get(pk=self.key)

    def step_up(self):
        """Step up with a mailed code; keep the new tokens."""
        token = self.client.post("/step-up/").json()["token"]
        code = mail.outbox[-1].subject.split(":")[0]
        response = self.client.post("/auth/", {"code_token": token, "code": code})
        assert response.status_code == 200, response.content
        return self.use(response.json())


def get_code(response):
    """Return the status and the code of an answer of Simple JWT's kind."""
    return response.status_code, response.json().get("code")
