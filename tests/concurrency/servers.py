"""Servers that a test starts on a free port of this machine."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path

import pytest
from example_project.running import clean_environment
from needs import require

HOST = "127.0.0.1"

# Seconds.  Nobody waits that long on a machine in good order.
DEADLINE = 30


class Server(ABC):
    """A program that listens on a port: in a folder of its own, ended with the test."""

    # For those that will not run as root.
    user = None

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.log = folder / f"{type(self).__name__.lower()}.log"
        self._process = None

    @abstractmethod
    def command(self):
        """Return the program with its arguments."""

    def environment(self):
        return clean_environment()

    def is_ready(self):
        with socket.create_connection((HOST, self.port), timeout=1):
            return True

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        """Start the program and return as soon as it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=self.environment(),
                user=self.user,
                group=self.user,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(self._is_up, "It did not start", self)
        except BaseException:
            self.stop()
            raise

    def _is_up(self):
        if self._process.poll() is not None:
            pytest.fail(f"It ended at once:\n{self.log.read_text()}")
        try:
            return self.is_ready()
        except OSError:
            return False

    def stop(self, number=signal.SIGTERM):
        """Send the signal to the program and return when it has ended."""
        if self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                # The session is its own: nobody else's processes are in it.
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    @contextmanager
    def stopped(self):
        """Be away for the time of the block, and be back on the same port after it."""
        self.stop()
        try:
            yield
        finally:
            self.start()


class Redis(Server):
    def command(self):
        program = find_program("redis-server")
        options = {"--bind": HOST, "--port": self.port, "--save": "", "--dir": "."}
        return [program, *(str(part) for pair in options.items() for part in pair)]


class Memcached(Server):
    def command(self):
        # Whom root wants to be; anybody else is not asked.
        program = find_program("memcached")
        return [program, "-l", HOST, "-p", str(self.port), "-u", "root"]


class Postgres(Server):
    def __init__(self, folder):
        super().__init__(folder)
        # It refuses to be root, so root lets it be the user whom its package makes.
        # The test's own folder is closed to other users, so it gets another one.
        if os.geteuid() == 0:
            self.user = "postgres"
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if self.user:
            shutil.chown(self.folder, self.user, self.user)

    def start(self):
        data = self.folder / "data"
        if not data.exists():
            subprocess.run(
                [
                    *(find_program("initdb"), "-D", data, "-U", "tester"),
                    *("--auth=trust", "--no-sync", "--locale=C", "--encoding=UTF8"),
                ],
                cwd=self.folder,
                env=self.environment(),
                user=self.user,
                group=self.user,
                stdout=subprocess.DEVNULL,
                check=True,
            )
        super().start()

    def stop(self, number=signal.SIGINT):
        # To PostgreSQL, SIGTERM means to wait until all clients have gone.
        super().stop(number)

    def __exit__(self, *exc_info):
        super().__exit__(*exc_info)
        shutil.rmtree(self.folder)

    def command(self):
        return [
            *(find_program("postgres"), "-D", str(self.folder / "data")),
            *("-h", HOST, "-p", str(self.port), "-k", "", "-c", "fsync=off"),
        ]

    def is_ready(self):
        # It listens before it can serve.
        program = find_program("pg_isready")
        return not subprocess.call(
            [program, "-h", HOST, "-p", str(self.port)], stdout=subprocess.DEVNULL
        )


class MariaDB(Server):
    def __init__(self, folder):
        super().__init__(folder)
        # As PostgreSQL, but for that its package has made the user `mysql`.
        if os.geteuid() == 0:
            self.user = "mysql"
        self.folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
        if self.user:
            shutil.chown(self.folder, self.user, self.user)

    def start(self):
        data = self.folder / "data"
        if not data.exists():
            subprocess.run(
                [
                    *(find_program("mariadb-install-db"), "--no-defaults"),
                    f"--datadir={data}",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                ],
                cwd=self.folder,
                env=self.environment(),
                user=self.user,
                group=self.user,
                stdout=subprocess.DEVNULL,
                check=True,
            )
        super().start()

    def __exit__(self, *exc_info):
        super().__exit__(*exc_info)
        shutil.rmtree(self.folder)

    def command(self):
        return [
            *(find_program("mariadbd"), "--no-defaults"),
            f"--datadir={self.folder / 'data'}",
            f"--socket={self.folder / 'socket'}",
            *(f"--bind-address={HOST}", f"--port={self.port}"),
            "--innodb-flush-log-at-trx-commit=0",
        ]

    def is_ready(self):
        program = find_program("mariadb-admin")
        options = ["--no-defaults", f"--socket={self.folder / 'socket'}", "-u", "root"]
        if subprocess.call(
            [program, *options, "ping"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ):
            return False
        return not subprocess.call(
            [program, *options, "create", "tests"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def find_program(name):
    """Return the path of the program; without one, the test cannot run."""
    # Debian keeps all of PostgreSQL but its clients off PATH.
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = shutil.which(name) or (debian and debian[-1])
    require(path, f"{name} is not installed")
    return str(path)


def free_port():
    # Not one of those that the system gives to connections: such a port may be taken
    # in the time that its server is away.
    ports = random.SystemRandom().sample(range(20000, 32000), 50)
    return next(port for port in ports if is_free(port))


def is_free(port):
    with socket.socket() as listener:
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True


def wait_until(is_so, complaint, server):
    """Return as soon as the condition holds; complain if it never does."""
    deadline = time.monotonic() + DEADLINE
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"{complaint}:\n{server.log.read_text()}")
        time.sleep(0.02)
