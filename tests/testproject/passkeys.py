"""People with passkeys, over HTTP."""

from django.core import mail

from drf_jwt_2fa.enrollment.testing import SoftwarePasskey
from testproject.methods import PASSKEY, PASSKEY_SETTINGS as SETTINGS

__all__ = ["PASSKEY", "SETTINGS", "Holder", "get_subjects"]


class Holder:
    """Somebody with a client and keys."""

    def __init__(self, person):
        self.person, self.api = person, person.api

    def send(self, method, path, data, status=200):
        response = getattr(self.api, method)(path, data, format="json")
        assert response.status_code == status, response.content
        return response.json() if response.content else None

    def post(self, path, data=(), status=200):
        return self.send("post", path, dict(data), status)

    def add(self, key=None, name="Phone", options=(), **proof):
        """Enrol a key, and use the new tokens; return it and the answer."""
        key = key or SoftwarePasskey()
        begun = self.post("/passkeys/setup/", {**dict(options), **proof})
        credential = key.register(begun["challenge"])
        answer = self.post(
            "/passkeys/confirm/", {"credential": credential, "name": name}
        )
        self.person.use(answer)
        return key, answer

    def begin(self):
        return self.person.begin()

    def log_in(self, key, **wrong):
        begun = self.begin()
        assert begun["method"] == "passkey", begun
        credential = key.answer(begun["challenge"], **wrong)
        return self.finish(begun["token"], credential)

    def finish(self, token, credential):
        return self.person.use(self.redeem(token, credential).json())

    def redeem(self, token, credential, status=200):
        data = {"code_token": token, "credential": credential}
        response = self.api.post("/auth/", data, format="json")
        assert response.status_code == status, response.content
        return response

    def log_in_without_password(self, key, status=200, **wrong):
        self.api.credentials()
        begun = self.post("/passkey-login/")
        credential = key.answer(begun["challenge"], **wrong)
        response = self.redeem(begun["token"], credential, status)
        return self.person.use(response.json()) if status == 200 else response

    def prove(self, key):
        """Step up with the key; return the fields of a proof."""
        begun = self.post("/step-up/", {"method": "passkey"})
        credential = key.answer(begun["challenge"])
        return {"code_token": begun["token"], "credential": credential}

    def list(self):
        return self.send("get", "/passkeys/", {})


def get_subjects():
    return [message.subject for message in mail.outbox]
