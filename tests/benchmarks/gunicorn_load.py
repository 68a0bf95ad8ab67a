"""Logins per second through gunicorn and Redis, and how long the slow ones take."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.people import People
from benchmarks.report import Heading, Ratio, Row, milliseconds
from benchmarks.site import Site

WORKERS = (1, 2, 4)
# Seconds of load: a default hash takes a quarter of one.
DURATIONS = {"trivial": 2, "default": 5}


@dataclass(frozen=True)
class Load:
    """What came of a load: how long each login took, and all of them (seconds)."""

    durations: list[float]
    seconds: float

    @property
    def rate(self):
        return len(self.durations) / self.seconds

    @property
    def p95(self):
        return statistics.quantiles(self.durations, n=20, method="inclusive")[-1]


def log_in(site, people):
    first = site.post("get-code/", people.next_credentials())
    step = {"code_token": first.body["token"], "code": first.headers["X-Code"]}
    site.post("auth/", step)


def log_in_plainly(site, people):
    site.post("plain/login/", people.next_credentials())


def load(site, people, do, clients, seconds):
    """Let so many clients do it again and again for that time."""
    end = time.monotonic() + seconds

    def repeat():
        durations = []
        while (start := time.monotonic()) < end:
            do(site, people)
            durations.append(time.monotonic() - start)
        return durations

    start = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(repeat) for _client in range(clients)]
    durations = [one for future in futures for one in future.result()]
    return Load(durations, time.monotonic() - start)


def measure(folder, redis, kind, people):
    """Return the loads with and without a second factor, by the number of workers."""
    people, seconds, loads = People(kind, people), DURATIONS[kind], {}
    for workers in WORKERS:
        with Site(folder, redis, kind, workers) as site:
            load(site, people, log_in, workers, 0.5)  # Until all workers are warm.
            loads[workers] = [
                load(site, people, do, workers, seconds)
                for do in (log_in, log_in_plainly)
            ]
    return loads


def make_rows(kind, loads):
    """Return the loads as rows of the table."""
    yield Heading(f"Gunicorn and Redis, {kind} hasher, one client for each worker")
    for workers, (ours, plain) in loads.items():
        figure = f"{ours.rate:.1f} logins/s, p95 {milliseconds(ours.p95)}"
        ratio = Ratio(ours.rate / plain.rate, of="Simple JWT's logins/s")
        yield Row(f"workers: {workers}", figure, ratio)
