"""Answers that come at the same moment, over a real database.

Takes Django's settings of the databases and the user model, in JSON; prints, in JSON,
how many answers of each race were accepted.  Of two databases, `accounts` has it all.
"""

import base64
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

NUMBER = 20
WRONG = [f"{number:06}" for number in range(10)]

databases, user_model = map(json.loads, sys.argv[1:])
ALIAS = "accounts" if "accounts" in databases else "default"


class Router:
    def db_for_write(self, model, **hints):
        return ALIAS

    db_for_read = db_for_write


settings.configure(
    SECRET_KEY="only for the tests, and long enough to sign with",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "testproject",
        "drf_jwt_2fa.enrollment",
    ],
    AUTH_USER_MODEL=user_model,
    DATABASES=databases,
    DATABASE_ROUTERS=[f"{__name__}.Router"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    JWT2FA_AUTH={
        "NOTIFIER": lambda user, notice: notices.append(notice.event.value),
        "METHODS": [
            "drf_jwt_2fa.enrollment.methods.TotpMethod",
            "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod",
            "drf_jwt_2fa.methods.CodeSender",
        ],
    },
    USE_TZ=True,
)

import django  # noqa: E402  # Everything wants the settings.

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from drf_jwt_2fa.enrollment.methods.recovery_code import (  # noqa: E402
    method as recovery_codes,
)
from drf_jwt_2fa.enrollment.methods.recovery_code.method import (  # noqa: E402
    RecoveryCodeMethod,
)
from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp  # noqa: E402
from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod  # noqa: E402
from drf_jwt_2fa.enrollment.models import EnrolledMethod  # noqa: E402
from drf_jwt_2fa.methods import WrongAnswerError  # noqa: E402

notices = []


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


def count_accepted(method, answer):
    def verify():
        try:
            method.verify(user.pk, {}, answer, None)
        except WrongAnswerError:
            return False
        return True

    return sum(race(verify))


def answer_wrong_near_the_limit():
    """Return how many wrong codes are looked at when five are left."""
    looked_at = []
    find_step = totp.find_step

    def find_slowly(*args):
        looked_at.append(1)
        time.sleep(0.05)
        return find_step(*args)

    totp.find_step = find_slowly
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=95)
    answer_wrong()
    totp.find_step = find_step
    return len(looked_at)


def answer_wrong():
    near = [code(steps) for steps in (-2, -1, 0, 1, 2)]
    count_accepted(TotpMethod(), next(one for one in WRONG if one not in near))


def answer_wrong_often():
    """Return what the user is told when the tenth wrong code is among many."""
    told = []
    for _ in range(10):
        EnrolledMethod.objects.filter(name="totp").update(wrong_answers=0)
        notices.clear()
        answer_wrong()
        told.append(list(notices))
    return told


def check_slowly(*args, check=recovery_codes.check_password):
    # As slow as a real hash: all have looked at the code before one has used it.
    time.sleep(0.05)
    return check(*args)


def code(steps):
    return totp.make_code(secret, totp.get_step(time.time()) + steps)


call_command("migrate", verbosity=0, run_syncdb=True, database=ALIAS)
user = get_user_model()()
setattr(user, user.USERNAME_FIELD, "ann@example.com")
user.save()
method = TotpMethod()
recovery_codes.check_password = check_slowly
secret = base64.b32decode(method.begin_enrollment(user, "login")["secret"])
shown = method.finish_enrollment(user, "login", code(-1))
accepted = {
    "totp": count_accepted(method, code(0)),
    "recovery": count_accepted(RecoveryCodeMethod(), shown["recovery_codes"][0]),
    "left": RecoveryCodeMethod().count_left(user),
}
race(lambda: RecoveryCodeMethod().make_codes(user))
accepted["after many new sets"] = RecoveryCodeMethod().count_left(user)
accepted["told"] = answer_wrong_often()
notices.clear()
accepted["looked at"] = answer_wrong_near_the_limit()
accepted["notices"] = notices
race(lambda: method.begin_enrollment(user, "login"))
print(json.dumps(accepted))
