"""Gunicorn over Redis, which serves the project of the benchmarks."""

import json
import sys
from pathlib import Path

from benchmarks.people import new_address
from benchmarks.variants import HASHERS
from concurrency.burst import post
from concurrency.servers import HOST, Server

TESTS = Path(__file__).resolve().parents[1]


def describe_project(folder, redis, **more):
    """Return the environment variables by which its settings are found and filled."""
    given = {"folder": str(folder), "redis_port": redis.port, **more}
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "BENCHMARK": json.dumps(given),
    }


class Site(Server):
    """Gunicorn, which serves the project of the benchmarks."""

    def __init__(self, folder, redis, kind, workers):
        super().__init__(folder)
        self._workers = str(workers)
        self._project = describe_project(
            folder, redis, cache="redis", hashers=HASHERS[kind]
        )

    def command(self):
        return [
            *(sys.executable, "-m", "gunicorn", "benchmarks.wsgi"),
            *("--bind", f"{HOST}:{self.port}", "--workers", self._workers),
            *("--preload", "--no-control-socket"),
        ]

    def environment(self):
        return {
            **super().environment(),
            **self._project,
            "PYTHONPATH": f"{TESTS}:{TESTS.parent}",
        }

    def is_ready(self):
        return post(self.port, "verify/", {}).status == 400

    def post(self, path, data):
        answer = post(self.port, path, data, {"X-Forwarded-For": new_address()})
        assert answer.status == 200, (path, answer)
        return answer
