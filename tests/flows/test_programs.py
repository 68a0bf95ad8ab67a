"""Logins in projects that need a process of their own."""

import pytest
from testproject.programs import run_program


@pytest.mark.parametrize(
    ("program", "options", "last_line"),
    [
        ("minimal_login.py", [], "logged in"),
        ("minimal_login.py", ["--without-mailers"], "logged in"),
        ("blacklist_login.py", [], "logged out"),
        ("epochs.py", [], "ended"),
        ("replica.py", [], "decided by the primary"),
        ("without_fido2.py", [], "logged in"),
    ],
)
def test_a_project_of_its_own_works(program, options, last_line):
    assert run_program(program, *options) == last_line
