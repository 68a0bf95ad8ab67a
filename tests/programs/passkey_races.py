"""Answers of one passkey that come at the same moment, over a real database.

Takes Django's settings of the databases, in JSON; prints, in JSON, how many requests of
each race were answered with each status, and what is stored afterwards.
"""

import json
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from project import configure
from testproject.methods import PASSKEY_SETTINGS

NUMBER = 20

[databases] = map(json.loads, sys.argv[1:])

configure(
    "drf_jwt_2fa.enrollment",
    DATABASES=databases,
    ROOT_URLCONF="enrollment.urls",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        **PASSKEY_SETTINGS,
        "NOTIFIER": lambda user, notice: notices.append(notice.event.value),
        # Nothing but what is tested keeps the answers apart.
        "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0),
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
        "CODE_TOKEN_THROTTLE_RATE": None,
        "PASSKEY_LOGIN_THROTTLE_RATE": None,
    },
)

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from rest_framework.test import APIClient

from drf_jwt_2fa.enrollment.models import Account, Passkey
from drf_jwt_2fa.enrollment.store.passkeys import get_user_handle
from drf_jwt_2fa.enrollment.testing import SoftwarePasskey, create_passkey

notices = []


def race(task, number=NUMBER):
    """Return the results of the task, done by many at the same moment."""
    barrier = threading.Barrier(number)

    def run(turn):
        connection = connections["default"]
        connection.ensure_connection()
        barrier.wait(30)
        try:
            return task(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def post(path, data, tokens=None):
    client = APIClient()
    if tokens:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    return client.post(path, data, format="json")


def count(responses):
    statuses = Counter(response.status_code for response in responses)
    return {str(status): number for status, number in sorted(statuses.items())}


def redeem_at_once(path, data, key):
    begun = post(path, data).json()
    answer = key.answer(begun["challenge"])
    credential = {"code_token": begun["token"], "credential": answer}
    return count(race(lambda turn: post("/auth/", credential)))


def redeem_two_challenges_at_once(key):
    """Return how many are let in by one answer each, of which one has the lower count.

    Which of the two comes first is chance: one or both.
    """
    begun = [post("/passkey-login/", {}).json() for _ in range(2)]
    answers = [
        {"code_token": one["token"], "credential": key.answer(one["challenge"])}
        for one in begun
    ]
    statuses = count(race(lambda turn: post("/auth/", answers[turn % 2])))
    return statuses["200"] in (1, 2)


def confirm_one_key_at_once():
    """Return what becomes of one key that many users add."""
    key = SoftwarePasskey()
    people = []
    for number in range(NUMBER):
        user = get_user_model().objects.create_user(f"user {number}", password="x")
        own = create_passkey(user)
        begun = post("/get-code/", {"username": f"user {number}", "password": "x"})
        tokens = answer(own, begun)
        step_up = post("/step-up/", {}, tokens)
        proof = {
            "code_token": step_up.json()["token"],
            "credential": own.answer(step_up.json()["challenge"]),
        }
        options = post("/passkeys/setup/", proof, tokens).json()["challenge"]
        people.append((tokens, key.register(options)))

    def confirm(turn):
        tokens, credential = people[turn]
        return post("/passkeys/confirm/", {"credential": credential}, tokens)

    return count(race(confirm))


def answer(key, begun):
    data = {
        "code_token": begun.json()["token"],
        "credential": key.answer(begun.json()["challenge"]),
    }
    return post("/auth/", data).json()


def choose_handles_at_once():
    user = get_user_model().objects.create_user("nobody", password="x")
    return len(set(race(lambda turn: get_user_handle(user))))


call_command("migrate", verbosity=0, run_syncdb=True)
ann = get_user_model().objects.create_user("ann", password="correct horse")
CREDENTIALS = {"username": "ann", "password": "correct horse"}
counting = create_passkey(ann)
found = {"after a password": redeem_at_once("/get-code/", CREDENTIALS, counting)}
found["alone"] = redeem_at_once("/passkey-login/", {}, counting)
found["count"] = Passkey.objects.get().sign_count
Passkey.objects.all().delete()
synced = create_passkey(ann, is_synced=True)
found["without a counter"] = redeem_at_once("/passkey-login/", {}, synced)
found["notices"] = list(notices)
Passkey.objects.all().delete()
found["two challenges"] = redeem_two_challenges_at_once(create_passkey(ann))
found["one key of many"] = confirm_one_key_at_once()
found["handles"] = choose_handles_at_once()
found["accounts"] = Account.objects.filter(user__username="nobody").count()
print(json.dumps(found))
