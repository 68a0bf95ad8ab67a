"""The tutorial, followed to the letter in an empty folder."""

import json
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from docs.pages import DOCS, read
from example_project.running import clean_environment
from needs import require_program

pytestmark = pytest.mark.server

TIMEOUT = 60  # Seconds.
PASSWORD = "correct horse"


def read_steps():
    """Yield the commands of the page, and the files as ("file", caption, code)."""
    blocks = re.findall(r"^```(\S+)(.*?)\n(.*?)^```$", read("tutorial.md"), re.M | re.S)
    for kind, argument, body in blocks:
        if kind == "sh":
            yield from body.splitlines()
        else:
            assert kind == "{literalinclude}"
            caption = re.search(r":caption: (.*)", body)[1]
            yield "file", caption, (DOCS / argument.strip()).read_text()


class Reader:
    """Somebody who does what the tutorial says, with the Python of this test run."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # What they would type when they are asked.
        answers = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        self.environment = {**clean_environment(), **answers, "PYTHONUNBUFFERED": "1"}
        self.answers = []

    def write(self, caption, code):
        name, _comma, where = caption.partition(", ")
        assert where in {"", "at the end"}
        with (self.folder / name).open("a" if where else "w") as file:
            file.write(f"\n{code}")

    def run(self, command):
        """Run the command of the shell, and return what it prints."""
        return subprocess.check_output(
            ["sh", "-euc", self.translate(command)],
            cwd=self.folder,
            env=self.environment,
            timeout=TIMEOUT,
            text=True,
        )

    def translate(self, command):
        """Return the command with our Python in place of the virtual environment's."""
        command = re.sub(r"^django-admin", f"{sys.executable} -m django", command)
        command = re.sub(r"^python ", f"{sys.executable} ", command)
        command = command.replace("createsuperuser", "createsuperuser --noinput")
        command = command.replace("runserver", f"runserver --noreload {self.port}")
        return command.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def call(self, command):
        """Run the curl command, with what was copied, and keep the answer."""
        copied = {
            "CODE_TOKEN": self.find("token"),
            "CODE": self.code,
            "ACCESS": self.find("access"),
        }
        assignments = "; ".join(f"{name}={value}" for name, value in copied.items())
        output = self.run(f"{assignments}; {self.translate(command)} --silent")
        self.answers.append(json.loads(output))

    def find(self, key):
        return next((one[key] for one in self.answers if key in one), "")

    @contextmanager
    def serve(self, command):
        """Run the server, and take the code from the mail that it prints."""
        process = subprocess.Popen(
            ["sh", "-euc", f"exec {self.translate(command)}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines = queue.Queue()
        reader = threading.Thread(
            target=lambda: [*map(self._lines.put, process.stdout)]
        )
        reader.start()
        try:
            self.wait_for(r"Quit the server")
            self.code = ""
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(TIMEOUT)
            reader.join()
            process.stdout.close()

    def wait_for(self, pattern):
        deadline = time.monotonic() + TIMEOUT
        while True:
            line = self._lines.get(timeout=max(0, deadline - time.monotonic()))
            if match := re.search(pattern, line):
                return match


def test_the_tutorial(tmp_path):
    require_program("curl")
    reader = Reader(tmp_path)
    steps = list(read_steps())
    assert steps[:3] == [
        "python3 -m venv .venv",
        ". .venv/bin/activate",
        'pip install "drf-jwt-2fa>=1.1"',
    ]
    server = steps.index("python manage.py runserver")

    for step in steps[3:server]:
        reader.write(*step[1:]) if step[0] == "file" else reader.run(step)
    with reader.serve(steps[server]):
        for step in steps[server + 1 :]:
            if step[0] == "file":
                reader.write(*step[1:])
            elif step.startswith("curl"):
                reader.call(step)
                if "get-code" in step:
                    reader.code = reader.wait_for(r"Subject: (\d+): Your")[1]
            elif not re.match(r"[A-Z_]+=", step):
                reader.run(step)

    refused, code_token, tokens, me = reader.answers
    assert refused == {"detail": "Authentication credentials were not provided."}
    assert code_token.keys() == {"token"}
    assert tokens.keys() == {"access", "refresh"}
    assert me == {"username": "ann"}
