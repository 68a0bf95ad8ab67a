"""A running demo, with what a client of it does."""

import email
import email.policy
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

# Seconds.  The first start on a machine downloads what the project depends on.
START_TIMEOUT = 300
STOP_TIMEOUT = 30
ANSWER_TIMEOUT = 30

ROOT = Path(__file__).resolve().parents[2]
CHANGES = """\
from datetime import timedelta

from demo.settings import *

JWT2FA_AUTH = {{**JWT2FA_AUTH, {jwt2fa_auth}}}
SIMPLE_JWT = {{{simple_jwt}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""

# What this test run was started with must not leak into the project under test.
FOREIGN_VARIABLES = (
    "COV_",
    "COVERAGE_",
    "DJANGO_",
    "GIT_",
    "PYTEST_",
    "PYTHON",
    "TOX_",
    "UV_",
    "VIRTUAL_ENV",
)


class Demo:
    """A running demo, and a client of its API."""

    def __init__(self, clone, command):
        self.var = clone / "example_project" / "var"
        self.output = ""
        self._process = subprocess.Popen(
            command,
            cwd=clone,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, pattern):
        """Return the match of the pattern as soon as it is in the output."""
        deadline = time.monotonic() + START_TIMEOUT
        while (match := re.search(pattern, self.output)) is None:
            line = self._next_line(deadline)
            if line is None:
                pytest.fail(f"The demo did not print {pattern!r}:\n{self.output}")
            self.output += line
        return match

    def _next_line(self, deadline):
        try:
            return self._lines.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            pytest.fail(f"The demo was silent for too long:\n{self.output}")

    def wait_for_end(self, timeout=START_TIMEOUT):
        """Return the exit code, with all that was printed in `output`."""
        deadline = time.monotonic() + timeout
        while line := self._next_line(deadline):
            self.output += line
        return self._process.wait(STOP_TIMEOUT)

    def stop(self, number=signal.SIGINT):
        """Send the signal, like Ctrl-C, to the command and what it started."""
        os.killpg(self._process.pid, number)
        return self.wait_for_end(STOP_TIMEOUT)

    @property
    def url(self):
        return self.wait_for(r"listening on (http://localhost:\d+)\n")[1]

    @property
    def port(self):
        return self.url.rpartition(":")[2]

    def call(self, path, data=None, access_token=None, method=None):
        """Return the status and the decoded body of the answer."""
        status, _headers, body = self._open(path, data, access_token, method)
        return status, body

    def call_again(self, path, data):
        """Call for a second time with a code token, as soon as that is allowed."""
        status, headers, body = self._open(path, data)
        if status != 429:
            return status, body
        time.sleep(int(headers["Retry-After"]))
        return self.call(path, data)

    def _open(self, path, data=None, access_token=None, method=None):
        request = urllib.request.Request(
            f"{self.url}/api/{path}",
            data=None if data is None else json.dumps(data).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        if access_token is not None:
            request.add_header("Authorization", f"Bearer {access_token}")
        # No proxy stands between us and our own machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            response = opener.open(request, timeout=ANSWER_TIMEOUT)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return response.status, response.headers, json.load(response)

    @property
    def mails(self):
        """What was sent, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted((self.var / "mail").glob("*.eml"))
        ]

    @property
    def last_code(self):
        return self.mails[-1]["Subject"].partition(":")[0]

    def get_code(self, username="demo", password="demo"):
        """Take the first step of a login."""
        return self.call("get-code/", {"username": username, "password": password})

    def log_in(self):
        """Take both steps; return what the second was taken with, and the tokens."""
        status, body = self.get_code()
        assert status == 200, body
        second_step = {"code_token": body["token"], "code": self.last_code}
        status, tokens = self.call("auth/", second_step)
        assert status == 200, tokens
        return second_step, tokens


def make_changed_demo(folder, jwt2fa_auth="", simple_jwt=""):
    """Return a demo in a copy of the project, with changed settings and fast hashes.

    It runs on the Python of this test run.
    """
    shutil.copytree(
        ROOT / "example_project",
        folder / "example_project",
        ignore=shutil.ignore_patterns("var", "__pycache__"),
    )
    changes = CHANGES.format(jwt2fa_auth=jwt2fa_auth, simple_jwt=simple_jwt)
    (folder / "example_project" / "changed.py").write_text(changes)
    options = ["--port", "0", "--settings", "changed"]
    return Demo(folder, [sys.executable, "example_project/manage.py", "demo", *options])


def clean_environment():
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FOREIGN_VARIABLES)
    }
