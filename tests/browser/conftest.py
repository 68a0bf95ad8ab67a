"""The demo, served as its reader gets it, and a browser that shows its page."""

import importlib.util
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from example_project.running import Demo

from .chromium import run_chromium

# Without it, the tests cannot even be imported; `test_needs.py` says so where they run.
if importlib.util.find_spec("playwright") is None:
    collect_ignore = ["test_login.py", "test_signed_in.py", "test_everybody.py"]

ROOT = Path(__file__).resolve().parents[2]
# What a test needs to be different from the demo.
SETTINGS = """\
from datetime import timedelta

from demo.settings import *

JWT2FA_AUTH = {{**JWT2FA_AUTH, {jwt2fa_auth}}}
SIMPLE_JWT = {{{simple_jwt}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Fast.
"""


@pytest.fixture
def start_demo(tmp_path):
    """Start the demo, with changed settings: `start_demo('"CODE_LENGTH": 6')`."""
    shutil.copytree(
        ROOT / "example_project",
        tmp_path / "example_project",
        ignore=shutil.ignore_patterns("var", "__pycache__"),
    )

    def start(jwt2fa_auth="", simple_jwt=""):
        settings = SETTINGS.format(jwt2fa_auth=jwt2fa_auth, simple_jwt=simple_jwt)
        (tmp_path / "example_project" / "changed.py").write_text(settings)
        command = [
            *(sys.executable, "example_project/manage.py", "demo"),
            *("--port", "0", "--settings", "changed"),
        ]
        return running.enter_context(Demo(tmp_path, command))

    with ExitStack() as running:
        yield start


# Not for the whole run: Playwright's loop makes Django refuse its database meanwhile.
@pytest.fixture(scope="module")
def browser():
    with run_chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser, start_demo):
    """Open the demo in a window of its own, and return the person before it.

    Fails at the end if a script failed, or the page wanted what its policy forbids or
    what is not its own.
    """
    from .person import Person  # noqa: PLC0415  # See above.

    problems = []

    def watch(context, origin):
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                "Content Security Policy" in message.text
                and problems.append(message.text)
            ),
        )
        context.on(
            "request",
            lambda request: (
                request.url.startswith(f"{origin}/")
                or problems.append(f"asked for {request.url}")
            ),
        )

    def start(jwt2fa_auth="", simple_jwt="", **options):
        demo = start_demo(jwt2fa_auth, simple_jwt)
        context = contexts.enter_context(browser.new_context(**options))
        watch(context, demo.url)
        person = Person(context.new_page(), demo)
        person.open()
        return person

    with ExitStack() as contexts:
        yield start
    assert problems == []


@pytest.fixture
def person(visit):
    """A person who has opened the demo as it is."""
    return visit()
