"""What importing the package takes in time and memory on top of Simple JWT."""

import json
import statistics
import subprocess
import sys

from benchmarks.report import Heading, Row, milliseconds
from example_project.running import clean_environment

# What a project with Simple JWT has imported anyway is imported first.
PROGRAM = """
import json, resource, time
from django.conf import settings
settings.configure(
    SECRET_KEY="only for the benchmarks, and long enough to sign with",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
)
import django
django.setup()
import rest_framework_simplejwt.authentication, rest_framework_simplejwt.views
import rest_framework_simplejwt.state  # Which every token takes.
def resident():
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * resource.getpagesize()
cpu, memory = time.process_time(), resident()
import drf_jwt_2fa.urls, drf_jwt_2fa.authentication
print(json.dumps([time.process_time() - cpu, resident() - memory]))
"""


def measure(folder, times):
    """Return the medians of the CPU time (seconds) and of the memory (bytes)."""
    # The first one compiles, into a folder that goes away.
    results = [_run(folder) for _time in range(times + 1)][1:]
    times, memories = zip(*results, strict=True)
    return statistics.median(times), statistics.median(memories)


def _run(folder):
    environment = {
        **clean_environment(),
        "PYTHONPATH": ":".join(filter(None, sys.path)),
        "PYTHONPYCACHEPREFIX": str(folder),
    }
    command = [sys.executable, "-c", PROGRAM]
    return json.loads(subprocess.check_output(command, env=environment))


def make_rows(seconds, memory):
    """Return the figures as rows of the table."""
    yield Heading("Importing `drf_jwt_2fa.urls` on top of Simple JWT")
    yield Row("CPU time", milliseconds(seconds))
    yield Row("memory", f"{memory / 2**20:.1f} MiB")
