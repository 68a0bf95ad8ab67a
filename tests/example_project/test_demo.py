"""The demo as its reader gets it: a fresh clone, one command, a login over HTTP."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from example_project.running import (
    ANSWER_TIMEOUT,
    Demo,
    clean_environment,
    make_changed_demo,
)
from needs import require, require_program

pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ["example_project/manage.py", "demo"]
ANY_PORT = ["--port", "0"]


@pytest.fixture(scope="module")
def installed_clone(tmp_path_factory):
    """A clone of this repository for all tests, so that only one start installs."""
    require((ROOT / ".git").exists(), "this is not a git checkout")
    require_program("git")
    require_program("uv")
    path = tmp_path_factory.mktemp("demo") / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", ROOT, path], env=clean_environment(), check=True
    )
    yield path
    # uv keeps it in its cache by the path of the clone, which is not used again.
    environment = find_environment(path)
    if environment.parent.name.startswith("environments-"):
        shutil.rmtree(environment)


@pytest.fixture
def clone(installed_clone):
    """A clone in which the demo has not run yet."""
    shutil.rmtree(installed_clone / "example_project" / "var", ignore_errors=True)
    return installed_clone


@pytest.fixture
def start(clone):
    """Start the demo in the clone: `start("--port", "8001")`, by default any port."""
    with ExitStack() as running:
        yield lambda *options: running.enter_context(
            Demo(clone, ["uv", "run", *SCRIPT, *(options or ANY_PORT)])
        )


def run_in(clone, *command):
    """Return the output of the command."""
    return subprocess.check_output(
        command, cwd=clone, env=clean_environment(), encoding="utf-8"
    )


def find_environment(clone):
    """Return the virtual environment of the demo, or Python itself without one."""
    python = run_in(clone, "uv", "python", "find", "--script", SCRIPT[0])
    return Path(python.strip()).parents[1]


def git_status(clone):
    """Return what git sees in the clone that is not committed, ignored files too."""
    status = run_in(clone, "git", "status", "--porcelain", "--ignored")
    return [line for line in status.splitlines() if "__pycache__" not in line]


def test_one_command_serves_a_whole_login_from_a_fresh_clone(start, clone):
    demo = start()

    assert demo.call("me/")[0] == 401
    second_step, tokens = demo.log_in()
    me = {"username": "demo", "email": "demo@example.com"}
    assert demo.call("me/", access_token=tokens["access"]) == (200, me)

    status, refreshed = demo.call("refresh/", {"refresh": tokens["refresh"]})
    assert status == 200
    assert demo.call("me/", access_token=refreshed["access"]) == (200, me)
    assert demo.call("verify/", {"token": refreshed["access"]}) == (200, {})

    status, body = demo.call_again("auth/", second_step)
    assert (status, body["code"]) == (401, "token_already_used")
    status, body = demo.get_code(password="Demo")
    assert (status, body["code"]) == (401, "authentication_failed")
    assert len(demo.mails) == 1

    assert demo.stop() == 0
    assert "\nStopped.\n" in demo.output
    assert "Traceback" not in demo.output
    assert git_status(clone) == ["!! example_project/var/"]


def test_a_start_installs_nothing_of_the_tests(start, clone):
    assert start().url

    environment = find_environment(clone)
    installed = run_in(clone, "uv", "pip", "freeze", "--python", environment)
    assert "segno==" in installed
    assert "fido2==" in installed
    assert "playwright==" not in installed
    assert len(installed.splitlines()) < 30


def test_each_mail_is_on_the_console_at_once_and_in_the_folder_that_is_named(start):
    demo = start()
    folder = demo.wait_for(r"stored in (.+)\n")[1]

    demo.get_code()
    demo.wait_for(
        "Mail to demo@example.com, stored in .+\n"
        f"Subject: {demo.last_code}: Your verification code\n"
    )

    assert Path(folder).samefile(demo.var / "mail")
    assert demo.mails[-1]["To"] == "demo@example.com"


def test_the_printed_steps_work_when_they_are_copied(start):
    require_program("curl")
    demo = start()
    demo.wait_for("/verify/ .*\n")
    steps = "".join(re.findall("^    (.*\n)", demo.output, re.MULTILINE))
    before_code, after_code = steps.split("CODE=1234567\n")

    with subprocess.Popen(
        ["sh"],
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as shell:
        shell.stdin.write(before_code)
        shell.stdin.flush()
        challenge = json.loads(shell.stdout.readline())
        assert challenge["method"] == "code-sender"
        output, _ = shell.communicate(
            f"CODE={demo.last_code}\n{after_code}", timeout=ANSWER_TIMEOUT
        )

    tokens, me, refreshed, verified = map(json.loads, output.splitlines())
    assert tokens.keys() == {"access", "refresh"}
    assert me["username"] == "demo"
    assert refreshed.keys() == {"access", "refresh"}
    assert verified == {}


def test_a_start_after_another_one_uses_what_that_left(start):
    first = start()
    first.log_in()
    assert first.stop() == 0

    second = start("--port", first.port)
    second.log_in()

    assert len(second.mails) == 2


def test_the_user_is_demo_again_after_a_start_whatever_was_done_to_it(start):
    first = start()
    assert first.get_code()[0] == 200
    assert first.stop() == 0
    with closing(sqlite3.connect(first.var / "db.sqlite3")) as database, database:
        database.execute("UPDATE auth_user SET password = '!', is_active = 0")

    start().log_in()


def test_what_was_enrolled_ends_with_the_start_as_its_key_does(start):
    first = start()
    first.log_in()
    assert first.stop() == 0
    with closing(sqlite3.connect(first.var / "db.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO drf_jwt_2fa_enrollment_enrolledmethod"
            " (user_id, name, created_at, is_preferred, wrong_answers, data)"
            " SELECT id, 'totp', '2025-01-01', 0, 0, '' FROM auth_user"
        )

    second = start()

    status, body = second.get_code()
    assert (status, body["method"]) == (200, "code-sender")
    # Support did not do that, so no mail says so.
    assert not [mail for mail in second.mails if "reset" in mail["Subject"]]


def test_a_database_with_other_tables_is_made_anew(start):
    first = start()
    assert first.get_code()[0] == 200
    assert first.stop() == 0
    with closing(sqlite3.connect(first.var / "db.sqlite3")) as database, database:
        database.execute("DROP TABLE drf_jwt_2fa_enrollment_account")

    second = start()

    second.log_in()
    assert "Traceback" not in second.output


def test_the_console_says_why_a_request_was_refused(start):
    demo = start()

    demo.get_code(password="Demo")

    demo.wait_for("POST /api/get-code/ was refused: wrong_password")


def test_whoever_tries_it_out_is_not_locked_out_after_some_logins(tmp_path):
    with make_changed_demo(tmp_path) as demo:
        for _login in range(15):
            demo.log_in()


def test_staff_have_an_account_too(start):
    status, body = start().get_code("staff", "staff")

    assert status == 200, body


def test_two_first_starts_at_the_same_time_both_serve(start):
    demos = [start(), start()]

    # Each waits until both have made the users: a new password ends a login.
    assert len({demo.port for demo in demos}) == len(demos)
    for demo in demos:
        demo.log_in()


def test_a_taken_port_is_named_with_the_way_out(start):
    demo = start()
    second = start("--port", demo.port)

    assert second.wait_for_end() == 1
    assert f"Cannot listen on port {demo.port}; choose another with" in second.output
    assert "Traceback" not in second.output
    demo.log_in()


def test_a_port_that_cannot_be_is_named_with_the_way_out(start):
    demo = start("--port", "65536")

    assert demo.wait_for_end() == 1
    assert "Cannot listen on port 65536; choose another with --port" in demo.output
    assert "Traceback" not in demo.output


def test_a_plain_kill_ends_it_as_cleanly_as_ctrl_c(start):
    demo = start()
    demo.get_code()

    assert demo.stop(signal.SIGTERM) == 0
    # The request that was just answered may be logged after that.
    assert "\nStopped.\n" in demo.output
    assert "Traceback" not in demo.output


def test_it_causes_no_warnings_on_the_django_of_this_test_run(clone):
    # What `uv run` installs in the clone may be another one.
    command = [sys.executable, "-W", "error", *SCRIPT, *ANY_PORT]
    with Demo(clone, command) as demo:
        demo.log_in()

        assert demo.stop() == 0
        assert "Warning" not in demo.output
