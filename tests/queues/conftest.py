"""Projects whose codes are sent by a worker: of Django's Tasks, and of Celery."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from concurrency.servers import Redis, Server, wait_until
from example_project.running import clean_environment
from needs import require_module

TESTS = Path(__file__).resolve().parents[1]


class Worker(Server):
    """The worker of a project's queue."""

    def __init__(self, project, command, sign):
        super().__init__(project.folder)
        self._project, self._command, self._sign = project, command, sign

    def command(self):
        return [sys.executable, "-m", *self._command]

    def environment(self):
        return self._project.environment()

    def is_ready(self):
        return self._sign in self.log.read_text()


class Project:
    """A project, a client of its login, and what may be seen of its queue."""

    code_sender: str
    worker: tuple[list[str], str]

    def __init__(self, folder):
        self.folder = folder
        self.code_life = 300

    def environment(self):
        return {
            **clean_environment(),
            "PYTHONPATH": str(TESTS),
            "DJANGO_SETTINGS_MODULE": "queues.project.settings",
            "QUEUE_FOLDER": str(self.folder),
            "CODE_SENDER": self.code_sender,
            "CODE_LIFE": str(self.code_life),
        }

    def step(self, path, **fields):
        """Take a step of the login; return the status and the body of the answer."""
        result = subprocess.run(
            [sys.executable, "-m", "queues.project.step", path, json.dumps(fields)],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout or "null")

    def running_worker(self):
        command, sign = self.worker
        return Worker(self, command, sign)

    def break_sender(self):
        (self.folder / "broken").touch()

    def mend_sender(self):
        (self.folder / "broken").unlink()

    def wait_for_code(self, worker):
        """Return whom the code was sent to, and the code."""
        path = self.folder / "sent"
        wait_until(path.exists, "No code was sent", worker)
        return path.read_text().split()


class TasksProject(Project):
    code_sender = "drf_jwt_2fa.tasks.send_verification_code_in_background"
    worker = (["django", "db_worker", "--interval", "0.1"], "Starting worker")

    def read_queue(self):
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            return "\n".join(database.iterdump())


class CeleryProject(Project):
    code_sender = "example.celery_sender.send_code_with_celery"
    worker = (
        [
            *("celery", "-A", "queues.project.celery_app", "worker", "-P", "solo"),
            *("--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        "ready.",
    )

    def __init__(self, folder, broker):
        super().__init__(folder)
        self._broker = broker

    def environment(self):
        url = f"redis://127.0.0.1:{self._broker.port}/0"
        return {**super().environment(), "BROKER_URL": url}

    def read_queue(self):
        import redis  # noqa: PLC0415  # Not every environment has it.

        with redis.Redis(port=self._broker.port) as client:
            return str(client.lrange("celery", 0, -1))


@pytest.fixture
def tasks_project(tmp_path):
    require_module("django_tasks_db")
    project = TasksProject(tmp_path)
    project.step("prepare", username="ann", password="correct horse")
    return project


@pytest.fixture
def celery_project(tmp_path):
    for module in ("celery", "redis"):
        require_module(module)
    with Redis(tmp_path) as broker:
        project = CeleryProject(tmp_path, broker)
        project.step("prepare", username="ann", password="correct horse")
        yield project


@pytest.fixture(params=["tasks", "celery"])
def project(request):
    return request.getfixturevalue(f"{request.param}_project")
