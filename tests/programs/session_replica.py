"""A replica that lags behind neither hides a session nor lets an ended one go on.

Prints "decided by the primary" at the end.  A program of its own because it takes two
databases.
"""

from datetime import timedelta

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
    "drf_jwt_2fa.sessions",
    ROOT_URLCONF="sessions.urls",
    DATABASES={"default": MEMORY, "replica": MEMORY},
    DATABASE_ROUTERS=[Router()],
    JWT2FA_AUTH={
        "AUTH_CLAIMS": True,
        "CODE_SENDER": send,
        "CODE_TOKEN_THROTTLE_RATE": None,
        "METHODS": METHODS,
        "NOTIFIER": lambda *args, **kwargs: None,
        "REFRESH_REUSE_INTERVAL": timedelta(0),
        "TRUSTED_DEVICE_LIFETIME": timedelta(days=30),
    },
)

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.sessions.models import Session, TrustedDevice

ROWS = (Session, TrustedDevice)
api = APIClient()


def copy_to_replica():
    """Let the replica have all that there is, after which it lags behind again."""
    for model in ROWS:
        for row in model._base_manager.using("default"):
            row.save(using="replica")


def begin(**more):
    data = {"username": "ann", "password": "correct horse", **more}
    return api.post("/get-code/", data).json()


def log_in():
    data = {"code_token": begin()["token"], "code": codes[-1], "trust_device": True}
    return api.post("/auth/", data).json()


def ask(verb, path, tokens):
    header = {"HTTP_AUTHORIZATION": f"Bearer {tokens['access']}"}
    return getattr(api, verb)(path, **header)


def refresh(tokens):
    return api.post("/refresh/", {"refresh": tokens["refresh"]})


ann = User.objects.create_user("ann", "ann@example.com", "correct horse")
ann.save(using="replica")
ann = User.objects.using("default").get(pk=ann.pk)

# What only the primary has is there.
tokens = log_in()
assert [row["is_current"] for row in ask("get", "/sessions/", tokens).json()] == [True]
devices = ask("get", "/devices/", tokens).json()
assert [row["is_current"] for row in devices] == [True]
assert "access" in begin(device_token=tokens["device_token"])
rotated = refresh(tokens)
assert rotated.status_code == 200, rotated.content

# What only the replica still has is not.
copy_to_replica()
assert refresh(rotated.json()).status_code == 200
assert refresh(rotated.json()).status_code == 401  # The replica has it as the newest.

tokens = log_in()
copy_to_replica()
assert ask("delete", "/sessions/?all=true", tokens).status_code == 200
assert refresh(tokens).status_code == 401
assert ask("get", "/sessions/", tokens).json() == []

tokens = log_in()
copy_to_replica()
assert ask("delete", "/devices/", tokens).status_code == 200
assert "access" not in begin(device_token=tokens["device_token"])
assert ask("get", "/devices/", tokens).json() == []

tokens = log_in()
copy_to_replica()
enroll_app(ann)  # Moves the epoch, on the primary alone.
assert refresh(tokens).status_code == 401
print("decided by the primary")
