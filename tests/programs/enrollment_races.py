"""Answers that come at the same moment, over a real database.

Takes Django's settings of the databases and the user model, in JSON; prints, in JSON,
how many answers of each race were accepted.  Of two databases, `accounts` has it all.
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from project import configure
from testproject.methods import METHODS

NUMBER = 20
WRONG = [f"{number:06}" for number in range(10)]

databases, user_model = map(json.loads, sys.argv[1:])
ALIAS = "accounts" if "accounts" in databases else "default"


class Router:
    def db_for_write(self, model, **hints):
        return ALIAS

    db_for_read = db_for_write


configure(
    "testproject",
    "drf_jwt_2fa.enrollment",
    AUTH_USER_MODEL=user_model,
    DATABASES=databases,
    DATABASE_ROUTERS=[f"{__name__}.Router"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "NOTIFIER": lambda user, notice: notices.append(notice.event.value),
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
    },
)

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from testproject.enrolling import App

from drf_jwt_2fa.claims import PURPOSE_CLAIM, STEP_UP
from drf_jwt_2fa.enrollment import changes, store
from drf_jwt_2fa.enrollment.exceptions import NotEnrolledError
from drf_jwt_2fa.enrollment.methods import (
    RecoveryCodeMethod,
    TotpMethod,
)
from drf_jwt_2fa.enrollment.methods.recovery_code import (
    method as recovery_codes,
)
from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.exceptions import LoginOutdatedError
from drf_jwt_2fa.methods import Factors, WrongAnswerError

notices = []
STEP_UP_CLAIMS = {PURPOSE_CLAIM: STEP_UP}


def race(task):
    """Return the results of the task, done by many at the same moment."""
    barrier = threading.Barrier(NUMBER)

    def run():
        connection = connections[ALIAS]
        connection.ensure_connection()
        barrier.wait(30)
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(NUMBER) as pool:
        results = [pool.submit(run) for _ in range(NUMBER)]
    return [result.result() for result in results]


def count_accepted(method, answer, claims=()):
    def verify():
        try:
            method.verify(user.pk, dict(claims), answer, None)
        except WrongAnswerError:
            return False
        return True

    return sum(race(verify))


def count_looks(answer):
    """Return how many codes are looked at."""
    looked_at = []
    find_step = totp.find_step

    def find_slowly(*args):
        looked_at.append(1)
        time.sleep(0.05)
        return find_step(*args)

    totp.find_step = find_slowly
    answer()
    totp.find_step = find_step
    return len(looked_at)


def answer_wrong_near_the_limit():
    """Return how many wrong codes are looked at when five are left."""
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=95)
    return count_looks(answer_wrong)


def answer_step_ups_wrong():
    """Return how many are looked at when five are left, and what counts for logins."""
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=0, disabled_at=None)
    Account.objects.update(wrong_step_ups=15)
    looks = [count_looks(lambda: answer_wrong(STEP_UP_CLAIMS)) for _ in range(2)]
    return [*looks, EnrolledMethod.objects.get(name="totp").wrong_answers]


def answer_sent_codes_wrong():
    """Return how many wrong sent codes are looked at when five are left."""
    Account.objects.update(wrong_sent_codes=95)

    def answer():
        try:
            number = store.count_sent_code(user.pk, "code-sender")
        except WrongAnswerError:
            return False
        store.note_wrong_sent_code(user.pk, number, "code-sender")
        return True

    return sum(race(answer))


def answer_wrong(claims=()):
    near = [app.code(steps) for steps in (-2, -1, 0, 1, 2)]
    wrong = next(one for one in WRONG if one not in near)
    count_accepted(TotpMethod(), wrong, claims)


def get_epoch():
    return Account.objects.get(user_id=user.pk).epoch


def change_at_once(change):
    """Return what holds of the changes that were done: the others were outdated."""

    def try_to_change():
        try:
            return change().epoch
        except LoginOutdatedError:
            return None

    before = get_epoch()
    epochs = [epoch for epoch in race(try_to_change) if epoch is not None]
    return {
        "some": bool(epochs),
        "epoch moves once for each": get_epoch() - before == len(epochs),
        "each has its own": len(set(epochs)) == len(epochs),
    }


def change_differently_at_once():
    """Return whether the epoch moves once for each change of various kinds."""
    kinds = [
        prefer,
        renew,
        lambda: changes.reset(user),
        lambda: changes.remove(user, store.read_factors(user), "totp"),
    ]
    turns = iter(kinds * NUMBER)
    lock = threading.Lock()

    def change():
        with lock:
            kind = next(turns)
        try:
            kind()
        except (LoginOutdatedError, NotEnrolledError):
            return 0
        return 1

    before = get_epoch()
    done = sum(race(change))
    return get_epoch() - before == done


def begin_at_once():
    """Return how many epochs the first logins of a user begin."""
    Account.objects.all().delete()
    return len(set(race(lambda: store.begin_epoch(user, Factors()).epoch)))


def answer_wrong_often():
    """Return what the user is told when the tenth wrong code is among many."""
    told = []
    for _ in range(10):
        EnrolledMethod.objects.filter(name="totp").update(wrong_answers=0)
        notices.clear()
        answer_wrong()
        told.append(list(notices))
    return told


def check_slowly(*args, check=recovery_codes.check_code):
    # As slow as a real hash: all have looked at the code before one has used it.
    time.sleep(0.05)
    return check(*args)


def prefer():
    return changes.prefer(user, store.read_factors(user), "totp")


def renew():
    return changes.renew_recovery_codes(user, store.read_factors(user))


def count_left():
    return store.read_factors(user).recovery_codes_left


call_command("migrate", verbosity=0, run_syncdb=True, database=ALIAS)
user = get_user_model()()
setattr(user, user.USERNAME_FIELD, "ann@example.com")
user.save()
recovery_codes.check_code = check_slowly
accepted = {"begun": begin_at_once()}
app = App(changes.set_up(user, TotpMethod(), "login"))
shown = changes.confirm(
    user, store.read_factors(user), TotpMethod(), "login", app.code(-1)
).shown
accepted["totp"] = count_accepted(TotpMethod(), app.code())
accepted["recovery"] = count_accepted(RecoveryCodeMethod(), shown["recovery_codes"][0])
accepted["left"] = count_left()
accepted["renewed"] = change_at_once(renew)
accepted["after many new sets"] = count_left()
accepted["preferred"] = change_at_once(prefer)
accepted["told"] = answer_wrong_often()
notices.clear()
accepted["looked at"] = answer_wrong_near_the_limit()
accepted["notices"] = list(notices)
accepted["step-ups"] = answer_step_ups_wrong()
notices.clear()
accepted["sent codes"] = answer_sent_codes_wrong()
accepted["sent codes end"] = list(notices)
race(lambda: changes.set_up(user, TotpMethod(), "login"))
accepted["moves"] = change_differently_at_once()
print(json.dumps(accepted))
