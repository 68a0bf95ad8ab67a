"""How long `get-code/` takes while the code is sent in the background."""

import time

import django
from benchmarks import senders
from benchmarks.measuring import take_turns
from benchmarks.people import People
from benchmarks.report import Heading, Ratio, Row, milliseconds
from benchmarks.requests import Client
from benchmarks.variants import hasher, jwt2fa

# What it takes, with the code sent in the background and by a sender that does nothing.
SLOW = "get-code/, 300 ms in the background"
NOTHING = "get-code/, a sender that takes nothing"
IN_BACKGROUND = "drf_jwt_2fa.tasks.send_verification_code_in_background"
TARGET = 1.1


def measure(people, seconds):
    """Return samples of both, with Django's default hasher; `None` if it cannot be."""
    if django.VERSION < (6,):  # It has no tasks.
        return None
    client, people = Client(), People("default", people)
    asked = []

    def in_background(record):
        with jwt2fa(CODE_SENDER=IN_BACKGROUND):
            asked.append(client.post("get-code/", people.next_credentials()))
        record(SLOW, asked[-1].spent)

    def at_once(record):
        answer = client.post("get-code/", people.next_credentials())
        record(NOTHING, answer.spent)

    with hasher("default"):
        samples = take_turns([in_background, at_once], seconds, "wall")
    _wait_for_codes(len(asked))
    return samples


def _wait_for_codes(number):
    deadline = time.monotonic() + 10
    while len(senders.slow_codes) < number and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(senders.slow_codes) == number, senders.slow_codes


def make_rows(samples):
    """Return the times as rows of the table; without samples, say why."""
    yield Heading("Sending in the background, time by the clock, default hasher")
    if samples is None:
        yield Row("not measured: it takes Django 6")
    else:
        yield Row(NOTHING, milliseconds(samples.get(NOTHING)))
        ratio = Ratio(samples.ratio(SLOW, NOTHING), TARGET, of="the other sender")
        yield Row(SLOW, milliseconds(samples.get(SLOW)), ratio)
