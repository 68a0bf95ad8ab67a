"""The tables that other packages wrote, beside ours, and the users who log in."""

import base64
import json
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient
from testproject.methods import METHODS, PASSKEY

from drf_jwt_2fa.enrollment.methods.totp import rfc6238
from drf_jwt_2fa.enrollment.models import (
    Account,
    EnrolledMethod,
    Passkey,
    RecoveryCode,
    TotpSecret,
)

FIXTURES = Path(__file__).parent / "fixtures"
OURS = (Account, EnrolledMethod, TotpSecret, RecoveryCode, Passkey)


@pytest.fixture(autouse=True)
def _project(settings, time_machine):
    """A project that took the users over, a while after they last logged in."""
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=timezone.utc), tick=False)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    settings.JWT2FA_AUTH = {
        "METHODS": [PASSKEY, *METHODS],
        "AUTH_CLAIMS": True,
        "PASSKEY_RP_ID": "example.com",
    }


@pytest.fixture
def load(db):
    """Put the tables of a package into the database; return what is known of them."""

    def load(source):
        with connection.cursor() as cursor:
            for line in read_lines(source):
                cursor.execute(line)
        facts = json.loads((FIXTURES / f"{source}.json").read_text(encoding="utf-8"))
        return Known(facts)

    return load


def read_lines(source):
    text = (FIXTURES / f"{source}.sql").read_text(encoding="utf-8")
    lines = text.splitlines()
    return [line for line in lines if not line.startswith('CREATE TABLE "auth_user"')]


class Known:
    """What is known of the users of a package."""

    def __init__(self, facts):
        self.facts, self.users = facts, facts["users"]

    def get_secrets(self):
        """Return all that no output may show."""
        found = set()
        for user in self.users.values():
            if "app" in user:
                found.add(user["app"]["secret"])
            for kind in ("recovery_codes", "used_recovery_codes"):
                found |= set(user.get(kind, ()))
        return found


@pytest.fixture
def run(capsys, caplog, tmp_path):
    """Run the import; return the exit code, the lines, and the lines on each user."""

    def run(source, *args):
        path = tmp_path / "report.csv"
        caplog.clear()
        caplog.set_level("INFO", "drf_jwt_2fa")
        code = 0
        try:
            call_command("import_2fa", source, *args, report=str(path))
        except SystemExit as end:
            code = end.code
        out = capsys.readouterr()
        report = path.read_text(encoding="utf-8") if path.exists() else ""
        return Ran(code, out.out + out.err, report, caplog.text)

    return run


class Ran:
    def __init__(self, code, out, report, log):
        self.code, self.out, self.report, self.log = code, out, report, log

    def get(self, name):
        """Return what the report says of the user: parts and outcomes."""
        rows = [line.split(",", 4) for line in self.report.splitlines()]
        return [(row[2], row[3]) for row in rows if row[1] == name]


def read_tables():
    """Return all rows that an import may write."""
    return [list(model.objects.order_by("pk").values()) for model in OURS]


class User:
    """A user of the old package, in the new API."""

    def __init__(self, name, facts, clock):
        self.name, self.facts, self.clock = name, facts, clock
        self.user = get_user_model().objects.get(username=name)
        self.api = APIClient()

    @property
    def enrolled(self):
        return set(self.user.drf_jwt_2fa_methods.values_list("name", flat=True))

    def code(self, steps=0):
        app = self.facts["app"]
        text = app["secret"]
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        step = rfc6238.get_step(time.time(), app["period"]) + steps
        return rfc6238.make_code(secret, step, app["digits"], app["algorithm"])

    def begin(self, method):
        data = {"username": self.name, "password": "made for tests"}
        response = self.api.post("/get-code/", data)
        assert response.status_code == 200, response.content
        begun = response.json()
        if begun.get("method") == method:
            return begun
        data = {"code_token": begun["token"], "method": method}
        response = self.api.post("/challenge/", data)
        assert response.status_code == 200, response.content
        return response.json()

    def log_in(self, code, method="totp", field="code"):
        """Return the status of a login."""
        begun = self.begin(method)
        data = {"code_token": begun["token"], field: code}
        return self.api.post("/auth/", data, format="json").status_code

    def log_in_with_passkey(self, facts):
        """Return the status of a login with the key that is known."""
        begun = self.begin("passkey")
        key = make_key(facts)
        data = {
            "code_token": begun["token"],
            "credential": key.answer(begun["challenge"]),
        }
        return self.api.post("/auth/", data, format="json").status_code


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def make_key(facts):
    """Return an authenticator with the private key that is known."""
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    testing = pytest.importorskip("drf_jwt_2fa.enrollment.testing")
    return testing.SoftwarePasskey(
        algorithm=facts["algorithm"],
        is_user_verified=facts["is_user_verified"],
        is_synced=facts["is_synced"],
        is_discoverable=facts["is_discoverable"],
        sign_count=facts["sign_count"],
        credential_id=decode(facts["credential_id"]),
        user_handle=facts["user_handle"],
        private_key=serialization.load_der_private_key(
            decode(facts["private_key"]), None
        ),
    )


@pytest.fixture
def get_user(time_machine):
    """Return a user of a package by name."""
    return lambda known, name: User(name, known.users[name], time_machine)
