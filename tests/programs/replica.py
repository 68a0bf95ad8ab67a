"""A replica of the database that lags behind decides nothing about who may log in.

Prints "decided by the primary" at the end.  A program of its own because it takes two
databases.
"""

from project import MEMORY, codes, send, start_enrolling
from testproject.methods import METHODS


class Router:
    """Reads from the replica, as far as it is let."""

    def db_for_read(self, model, **hints):
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, one, other, **hints):
        return True


start_enrolling(
    DATABASES={"default": MEMORY, "replica": MEMORY},
    DATABASE_ROUTERS=[Router()],
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.AllowAllUsersModelBackend"],
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": send,
        "CODE_TOKEN_THROTTLE_RATE": None,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "METHODS": METHODS,
    },
)

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from drf_jwt_2fa.enrollment.testing import enroll_app


class Person:
    """A user whom both databases know, with the tokens of a login."""

    def __init__(self, name):
        self.name = name
        self.user = User.objects.create_user(name, f"{name}@example.com", "the old one")
        for alias in ("default", "replica"):
            self.user.save(using=alias)
        self.user = User.objects.using("default").get(pk=self.user.pk)
        self.api = APIClient()
        self.tokens = self.answer(self.begin()).json()
        assert "access" in self.tokens, self.tokens

    def begin(self):
        data = {"username": self.name, "password": "the old one"}
        return self.api.post("/get-code/", data)

    def answer(self, begun):
        data = {"code_token": begun.json()["token"], "code": codes[-1]}
        return self.api.post("/auth/", data)

    def ask(self, path, verb="post", **data):
        header = {"HTTP_AUTHORIZATION": f"Bearer {self.tokens['access']}"}
        return getattr(self.api, verb)(path, data, **header).status_code

    def refresh(self):
        data = {"refresh": self.tokens["refresh"]}
        return self.api.post("/refresh/", data).status_code


def deactivate(user):
    user.is_active = False
    user.save()


def change_password(user):
    user.set_password("the new one")
    user.save()


def delete(user):
    type(user).objects.using("default").filter(pk=user.pk).delete()


for change in (deactivate, change_password, delete):
    person = Person(change.__name__)
    begun = person.begin()
    assert begun.status_code == 200
    change(person.user)

    assert person.begin().status_code in (401, 403), change
    assert person.answer(begun).status_code in (401, 403), change
    assert person.refresh() == 401, change
    for path in ("/step-up/", "/totp/setup/", "/totp/confirm/", "/recovery-codes/"):
        assert person.ask(path, code="123456") in (401, 403), (change, path)
    assert person.ask("/totp/", "delete") in (401, 403), change

person = Person("enroll")
begun = person.begin()
enroll_app(person.user)
assert person.answer(begun).status_code == 401
assert person.begin().json()["method"] == "totp"
assert person.ask("/totp/setup/") == 401
print("decided by the primary")
