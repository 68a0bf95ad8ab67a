"""The parts of the benchmark, one after the other."""

import sys

from benchmarks import (
    background,
    counts,
    databases,
    growth,
    gunicorn_load,
    imports,
    login_costs,
)
from benchmarks.people import People
from benchmarks.requests import Client

USERS = {
    "default": databases.DEFAULT_HASHED,
    "trivial": databases.MANY - databases.DEFAULT_HASHED,
}


def measure(folder, redis):
    """Yield the rows of the table."""
    _tell("users")
    databases.make_databases()
    yield from _measure_costs()
    _tell("sending in the background")
    yield from background.make_rows(background.measure(USERS["default"], 8))
    _tell("counts")
    people = People("trivial", USERS["trivial"])
    yield from counts.make_rows(counts.count(Client(), people))
    for kind in ("default", "trivial"):
        _tell(f"gunicorn, {kind} hasher")
        loads = gunicorn_load.measure(folder, redis, kind, USERS[kind])
        yield from gunicorn_load.make_rows(kind, loads)
    _tell("growth")
    yield from growth.make_rows(growth.measure(6))
    _tell("imports")
    yield from imports.make_rows(*imports.measure(folder, 5))


def _measure_costs():
    for title, kind, cache, seconds in (
        ("default hasher, local cache", "default", "default", 40),
        ("trivial hasher, local cache", "trivial", "default", 6),
        ("trivial hasher, Redis", "trivial", "redis", 6),
    ):
        _tell(title)
        samples = login_costs.measure(kind, USERS[kind], seconds, cache)
        heading = f"CPU time of this process, {title}"
        yield from login_costs.make_rows(heading, kind, samples)


def _tell(part):
    # Where the table does not go.
    print(f"Measuring: {part}", file=sys.stderr)
