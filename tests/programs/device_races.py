"""Logins on one trusted device at the same moment, over a real database.

Takes Django's settings of the databases, in JSON; prints, in JSON, what came of each
race.
"""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from project import configure

NUMBER = 12
MOST = 5

configure(
    "drf_jwt_2fa.sessions",
    "drf_jwt_2fa.enrollment",
    DATABASES=json.loads(sys.argv[1]),
    ROOT_URLCONF="drf_jwt_2fa.urls",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "NOTIFIER": lambda user, notice: notices.append(notice.event.value),
        "AUTH_CLAIMS": True,
        "CODE_TOKEN_THROTTLE_RATE": None,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "TRUSTED_DEVICE_LIFETIME": timedelta(days=30),
        "MAX_TRUSTED_DEVICES_PER_USER": MOST,
        "CODE_SENDER": lambda user, code: None,
    },
)

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from drf_jwt_2fa.login.devices import Wish
from drf_jwt_2fa.methods import CodeSender, factors_of
from drf_jwt_2fa.sessions import devices
from drf_jwt_2fa.sessions.device_tokens import digest
from drf_jwt_2fa.sessions.models import Session, TrustedDevice
from drf_jwt_2fa.sessions.testing import trust_device

notices = []
rotations = []


def race(task):
    """Return the results of the task, done by many at the same moment."""
    barrier = threading.Barrier(NUMBER)

    def run():
        connection.ensure_connection()
        barrier.wait(30)
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(NUMBER) as pool:
        results = [pool.submit(run) for _ in range(NUMBER)]
    return [result.result() for result in results]


def rotate_and_count(*args, rotate=devices.store.rotate, **facts):
    is_done = rotate(*args, **facts)
    rotations.append(is_done)
    return is_done


def log_in(token):
    data = {"username": "ann", "password": "correct horse", "device_token": token}
    response = APIClient().post("/get-code/", data, format="json")
    return response.status_code, response.json()


def log_in_at_once(token):
    """Return what 12 logins with one token come to."""
    rotations.clear()
    before = Session.objects.count()
    answers = race(lambda: log_in(token))
    tokens = {answer.get("device_token") for _status, answer in answers}
    [new] = tokens
    row = TrustedDevice.objects.get()
    return {
        "statuses": sorted({status for status, _answer in answers}),
        "signed in": sum("access" in answer for _status, answer in answers),
        "tokens": len(tokens),
        "rotations": sum(rotations),
        "sessions": Session.objects.count() - before,
        "it is the new one": (row.digest, row.previous_digest)
        == (digest(new), digest(token)),
    }, new


def use_a_copy_at_once(token):
    """Return what 12 logins with an old token come to."""
    log_in(token)
    TrustedDevice.objects.update(rotated_at=get_long_ago())
    notices.clear()
    answers = race(lambda: log_in(token))
    return {
        "statuses": sorted({status for status, _answer in answers}),
        "signed in": sum("access" in answer for _status, answer in answers),
        "devices": TrustedDevice.objects.count(),
        "told": list(notices),
    }


def get_long_ago():
    return TrustedDevice.objects.get().created_at - timedelta(hours=1)


def trust_at_once():
    """Return how many devices are left of 12 that are trusted at once."""
    factors = factors_of(user)
    trusted = race(lambda: devices.trust(user, factors, CodeSender(), Wish(), None))
    return [None not in trusted, 1 <= TrustedDevice.objects.count() <= MOST]


def end_while_others_log_in(token):
    """Return whether a device that is ended stays so, whoever logs in meanwhile."""
    turns = iter(range(NUMBER))
    lock = threading.Lock()

    def do():
        with lock:
            turn = next(turns)
        if turn == NUMBER // 2:
            return devices.store.end_all(user)
        return log_in(token)[0]

    statuses = race(do)
    return [statuses.count(200), TrustedDevice.objects.count()]


call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user("ann", "ann@example.com", "correct horse")
devices.store.rotate = rotate_and_count
result = {"races": []}
first = trust_device(user).token
for _ in range(3):
    found, first = log_in_at_once(first)
    result["races"].append(found)
result["copies"] = use_a_copy_at_once(first)
result["trusted"] = trust_at_once()
TrustedDevice.objects.all().delete()
result["ended"] = end_while_others_log_in(trust_device(user).token)
print(json.dumps(result))
