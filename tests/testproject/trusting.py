"""People who log in on devices that are trusted."""

import jwt

from drf_jwt_2fa.sessions.models import TrustedDevice


class TrustedClient:
    """A client that keeps the token of its device, as an app of a project would."""

    def __init__(self, api):
        self.api = api
        self.token = None
        self.tokens = {}

    def log_in_with_code(
        self, *, trust=True, code=None, username="ann", password="correct horse", **more
    ):
        """Take both steps, and ask for trust; return the answer."""
        response = self.api.get_code(username, password)
        assert response.status_code == 200, response.content
        begun = response.json()
        data = {
            "code_token": begun["token"],
            "code": code() if code else self.api.last_mailed_code,
            "trust_device": trust,
            **more,
        }
        response = self.api.post("/auth/", data, format="json")
        assert response.status_code == 200, response.content
        return self._keep(response.json())

    def begin(self, token=None, **more):
        """Take the first step with the token of the device; return the response."""
        return self.api.get_code(device_token=token or self.token, **more)

    def log_in(self, **more):
        """Log in without a code; return the answer."""
        response = self.begin(**more)
        assert response.status_code == 200, response.content
        answer = response.json()
        assert "access" in answer, answer
        return self._keep(answer)

    def is_asked_for_a_code(self, **more):
        response = self.begin(**more)
        assert response.status_code == 200, response.content
        answer = response.json()
        return "token" in answer and "access" not in answer

    def call(self, verb, path, data=None):
        """Call the endpoint with the access token."""
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {self.tokens['access']}")
        response = getattr(self.api, verb)(path, data, format="json")
        self.api.credentials()
        return response

    def get_claims(self):
        return jwt.decode(self.tokens["access"], options={"verify_signature": False})

    def _keep(self, answer):
        self.tokens = answer
        self.token = answer.get("device_token", self.token)
        return answer


def get_row():
    """Return the only device."""
    return TrustedDevice.objects.get()
