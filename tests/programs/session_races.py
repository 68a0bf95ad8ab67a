"""Refreshes that come at the same moment, from several processes, over a real database.

Takes Django's settings of the database in JSON; prints, in JSON, what came of each
race.
"""

import json
import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor

from project import configure, send
from testproject.methods import METHODS

PROCESSES, THREADS = 4, 8
ALL = range(PROCESSES * THREADS)

[database] = map(json.loads, sys.argv[1:])
if database["ENGINE"].endswith("mysql"):
    import pymysql

    # Django takes nothing older than this of the driver that it knows.
    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.install_as_MySQLdb()

configure(
    "drf_jwt_2fa.enrollment",
    "drf_jwt_2fa.sessions",
    ROOT_URLCONF="sessions.urls",
    DATABASES={"default": database},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "CODE_SENDER": send,
        "NOTIFIER": lambda user, notice: None,
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
    },
)

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from rest_framework_simplejwt.tokens import RefreshToken

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.testing import begin_session
from drf_jwt_2fa.settings import api_settings

processes = multiprocessing.get_context("fork")


def race(task):
    """Return the results of the task for each of `ALL`, done at the same moment."""
    barrier = processes.Barrier(len(ALL))
    results = processes.SimpleQueue()
    connection.close()  # A process must not talk over the connection of another.

    def run(number):
        connection.ensure_connection()
        barrier.wait(60)
        try:
            results.put((number, task(number)))
        except Exception as error:
            results.put((number, repr(error)))
        finally:
            connection.close()

    def work(first):
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(run, range(first, first + THREADS)))

    workers = [
        processes.Process(target=work, args=(number * THREADS,))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    found = [results.get()[1] for _ in ALL]
    for worker in workers:
        worker.join(60)
    for one in found:
        if isinstance(one, str):
            raise AssertionError(one)
    return found


def refresh(token):
    response = Client().post("/refresh/", {"refresh": str(token)})
    return response.status_code, response.json().get("refresh")


def refresh_at_once(token):
    """Return the statuses, and the tokens that came out."""
    answers = race(lambda number: refresh(token))
    statuses = sorted({status for status, _token in answers})
    return statuses, {token for _status, token in answers if token}


def outlive(end):
    """Return how refreshes with all that came out of a race with `end` are answered."""
    sign_in = begin_session(user)
    token = sign_in.refresh

    def do(number):
        # In the middle of the others, as far as that can be said.
        return end(sign_in) if number == len(ALL) // 2 else refresh(token)

    answers = [answer for answer in race(do) if answer]
    came_out = {one for _status, one in answers if one}
    return sorted({refresh(one)[0] for one in {token, *came_out}})


def sign_out(sign_in):
    Client().post("/sign-out/", {"refresh": sign_in.refresh})


def reset(sign_in):
    changes.reset(user)


def set_password(sign_in):
    # A user of its own: threads share nothing.
    mine = User.objects.get(pk=user.pk)
    mine.set_password("another horse")
    mine.save()


def adopt():
    """Return the number of sessions and of answers of a token without a session."""
    Session.objects.all().delete()
    _statuses, tokens = refresh_at_once(RefreshToken.for_user(user))
    return [Session.objects.count(), len(tokens)]


def log_in_often():
    api_settings.MAX_SESSIONS_PER_USER = 3
    race(lambda number: begin_session(user) and None)
    # The last of those that ended others may not have seen the last that began.
    begin_session(user)
    return Session.objects.filter(ended_at=None, user=user).count()


call_command("migrate", verbosity=0)
user = User.objects.create_user("ann", password="correct horse")
found = {"statuses": set(), "generations": [], "answers of each": []}
sign_in = begin_session(user)
token = first = sign_in.refresh
for _ in range(10):
    statuses, tokens = refresh_at_once(token)
    found["statuses"].update(statuses)
    found["answers of each"].append(len(tokens))
    found["generations"].append(Session.objects.get(pk=sign_in.session.pk).generation)
    [token] = tokens
found["statuses"] = sorted(found["statuses"])
found["late"] = refresh_at_once(first)[0]
found["adopted"] = adopt()
found["after a sign-out"] = outlive(sign_out)
found["after a reset"] = outlive(reset)
found["after a new password"] = outlive(set_password)
user.refresh_from_db()
found["live after many logins"] = log_in_often()
print(json.dumps(found))
