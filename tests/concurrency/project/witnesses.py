"""A hasher and a code sender that take their time and leave a record of each call."""

import json
import os
import signal
import time

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

# Seconds.  Long enough for every request of a burst to come while the first one is
# here: whoever counts only afterwards lets all of them in.
DURATION = 0.03


class SlowHasher(PBKDF2PasswordHasher):
    """A hasher for passwords and codes that is slow at no cost to the machine."""

    algorithm = "slow"
    iterations = 1

    def encode(self, *args, **kwargs):
        time.sleep(DURATION)
        return super().encode(*args, **kwargs)

    def verify(self, password, encoded):
        _record("checks", password=password)
        return super().verify(password, encoded)


def record_code(user, code):
    """Send the code into the site's folder."""
    _record("codes", username=user.get_username(), code=code)
    time.sleep(DURATION)


def _record(name, **facts):
    line = json.dumps(facts) + "\n"
    # Appended whole, whichever of the workers comes first.
    path = settings.FOLDER / f"{name}.jsonl"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)
    _die_if_asked(settings.FOLDER / f"die-at-{name}")


def _die_if_asked(request):
    try:
        request.unlink()  # One worker can.
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
