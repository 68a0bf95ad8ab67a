"""Programs of the tests: Django projects that need a process to themselves."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def run_program(name, *options, cwd=None):
    """Run one of `tests/programs`; return the last line that it prints."""
    result = subprocess.run(
        [sys.executable, TESTS / "programs" / name, *options],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()[-1]
