"""Senders of codes: one that takes nothing, and one that takes its time."""

import threading
import time

# Seconds: a mail server on a good day.
DURATION = 0.3

_last = threading.local()
slow_codes = []


def remember(user, code):
    """Keep the code for whoever asks next in this thread."""
    _last.code = code


def get_last_code():
    """Return the code that was sent last in this thread, `None` if none was."""
    return getattr(_last, "code", None)


def take_time(user, code):
    time.sleep(DURATION)
    slow_codes.append(code)
