"""Logins in projects that need a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent.parent / "programs"


@pytest.mark.parametrize(
    ("program", "options", "last_line"),
    [
        ("minimal_login.py", [], "logged in"),
        ("minimal_login.py", ["--without-mailers"], "logged in"),
        ("blacklist_login.py", [], "logged out"),
        ("epochs.py", [], "ended"),
        ("replica.py", [], "decided by the primary"),
    ],
)
def test_a_project_of_its_own_works(program, options, last_line, tmp_path):
    result = subprocess.run(
        [sys.executable, PROGRAMS / program, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROGRAMS.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == last_line
