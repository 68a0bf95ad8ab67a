"""What a login costs among many users and cache entries, beside among few."""

from benchmarks.databases import FEW, MANY, few_users
from benchmarks.logins import MAILED, Logins
from benchmarks.measuring import take_turns
from benchmarks.people import People
from benchmarks.report import Heading, Ratio, Row, milliseconds
from benchmarks.requests import Client
from benchmarks.variants import hasher, jwt2fa
from django.core.cache import caches

ENTRIES = 100_000
# Above that, it is more than noise.
TARGET = 1.05
# Seconds: longer than the measurements take.
LIFE = 600


def measure(seconds):
    """Return samples of logins among few and many users, and few and many entries."""
    caches["redis"].clear()
    fill(caches["full"])
    with hasher("trivial"):
        logins = Logins(Client(), People("trivial", FEW))

        def among(name, context):
            def action(record):
                with context():
                    logins.login(lambda what, spent: record(f"{what}, {name}", spent))

            return action

        return take_turns(
            [
                among("few users", few_users),
                among("many users", lambda: jwt2fa(CACHE_ALIAS="default")),
                among("few entries", lambda: jwt2fa(CACHE_ALIAS="redis")),
                among("many entries", lambda: jwt2fa(CACHE_ALIAS="full")),
            ],
            seconds,
            "wall",
        )


def fill(cache):
    """Put as many live entries there as there would be in the busiest minutes."""
    fingerprint = "0" * 64
    slot = {"key": "drf_jwt_2fa:slot-0:" + fingerprint, "until": 0.0}
    record = {"account": fingerprint, "owner": fingerprint, "slot": slot}
    for start in range(0, ENTRIES, 10_000):
        numbers = range(start, start + 10_000)
        entries = {f"drf_jwt_2fa:issued:{number:064}": record for number in numbers}
        cache.set_many(entries, LIFE)


def make_rows(samples):
    """Return the growth of the costs as rows of the table."""
    yield Heading("A login among many, time by the clock")
    yield _make_row(samples, "users", FEW, MANY)
    yield _make_row(samples, "entries", 0, ENTRIES)


def _make_row(samples, what, few, many):
    name = f"{MAILED}, {{}} {what}"
    ratio = samples.ratio(name.format("many"), name.format("few"))
    return Row(
        f"{many:,} {what}",
        milliseconds(samples.get(name.format("many"))),
        Ratio(ratio, TARGET, of=f"with {few}"),
    )
