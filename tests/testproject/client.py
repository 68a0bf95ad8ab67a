"""A REST client that logs in as a person would, code from the mail included."""

from django.core import mail
from rest_framework.test import APIClient


class LoginClient(APIClient):
    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    def get_code(self, username="ann", password="correct horse", **more):
        """Take the first step and return its response."""
        data = {"username": username, "password": password, **more}
        return self.post("/get-code/", data, format="json")

    def get_code_and_token(self, **credentials):
        """Take the first step and return the mailed code and the code token."""
        response = self.get_code(**credentials)
        assert response.status_code == 200, response.content
        return self.last_mailed_code, response.json()["token"]

    @property
    def last_mailed_code(self):
        return mail.outbox[-1].subject.split(":")[0]

    def auth(self, code_token, code):
        """Take the second step and return its response."""
        data = {"code_token": code_token, "code": code}
        return self.post("/auth/", data, format="json")

    def auth_after_wait(self, code_token, code):
        """Wait as long as a client has to between attempts, then take the step."""
        self.clock.shift(2)
        return self.auth(code_token, code)

    def log_in(self, **credentials):
        """Take both steps and return the tokens."""
        code, token = self.get_code_and_token(**credentials)
        response = self.auth(token, code)
        assert response.status_code == 200, response.content
        return response.json()


def other_code(code):
    """Return a code of the same form that is not this one."""
    return ("1" if code[0] != "1" else "2") + code[1:]
