"""Measures what logins cost and prints it: `python -m tests.benchmarks`."""

import os
import platform
import shutil
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

# Where the other tests, whose servers these are, find each other.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from benchmarks.report import render
from benchmarks.site import describe_project
from concurrency.servers import Redis


def main():
    if shutil.which("redis-server") is None:
        sys.exit("redis-server is not installed")
    start = time.monotonic()
    with TemporaryDirectory(prefix="benchmarks-") as name, Redis(Path(name)) as redis:
        os.environ.update(describe_project(name, redis))
        django.setup()
        from benchmarks.parts import measure  # noqa: PLC0415  # It needs Django set up.

        table = render(measure(Path(name), redis))
    print(_describe_machine(), table, sep="\n\n")
    print(f"\nIt took {time.monotonic() - start:.0f} seconds.")


def _describe_machine():
    today = datetime.now(timezone.utc).date()
    python, cores = platform.python_version(), os.cpu_count()
    return f"{today}, {cores} cores, Python {python}, Django {django.__version__}"


main()
