"""Packages of npm in a folder of a test."""

import os
import subprocess

from needs import require_program

# Seconds; the first time, they are downloaded.
TIMEOUT = 300


class Packages:
    """Packages that are installed in a folder, and their programs."""

    def __init__(self, folder):
        self.folder = folder

    def install(self, *packages):
        require_program("node")
        require_program("npm")
        (self.folder / "package.json").write_text('{"private": true}')
        # No code of theirs runs but what the test calls.
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        self._run(["npm", "install", *options, *packages])

    def run(self, program, *arguments):
        """Return the exit code and the output of a program of the packages."""
        path = self.folder / "node_modules" / ".bin" / program
        result = self._run([path, *arguments], check=False)
        return result.returncode, result.stdout

    def _run(self, command, *, check=True):
        result = subprocess.run(
            command,
            cwd=self.folder,
            # Nobody is told that they run.
            env={**os.environ, "REDOCLY_TELEMETRY": "off", "CI": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT,
            check=False,
            text=True,
        )
        assert not check or result.returncode == 0, result.stdout
        return result
