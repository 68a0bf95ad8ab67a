"""Codes go through a real queue, and a worker process sends them."""

import pytest
from concurrency.servers import wait_until

pytestmark = pytest.mark.server

CREDENTIALS = {"username": "ann", "password": "correct horse"}


def test_a_worker_sends_the_code(project):
    status, answer = project.step("/get-code/", **CREDENTIALS)
    assert status == 200
    queued = project.read_queue()
    assert "gAAAA" in queued  # With that, everything begins that Fernet encrypts.

    with project.running_worker() as worker:
        name, code = project.wait_for_code(worker)

    assert name == "ann"
    assert code not in queued
    assert code not in worker.log.read_text()
    status, tokens = project.step("/auth/", code_token=answer["token"], code=code)
    assert status == 200
    assert set(tokens) == {"access", "refresh"}


def test_what_a_worker_cannot_send_it_tries_again(project):
    project.break_sender()
    project.step("/get-code/", **CREDENTIALS)

    with project.running_worker() as worker:
        wait_until(
            lambda: "next attempt in 5 seconds" in worker.log.read_text(),
            "No failure was logged",
            worker,
        )
        project.mend_sender()
        _name, code = project.wait_for_code(worker)

    assert code not in worker.log.read_text()
    assert code not in project.read_queue()


def test_when_the_code_has_ended_the_task_has_failed(project):
    project.code_life = 4
    project.break_sender()
    project.step("/get-code/", **CREDENTIALS)

    with project.running_worker() as worker:
        wait_until(
            lambda: "was not sent to user 1: " in worker.log.read_text(),
            "The end was not logged",
            worker,
        )

    log = worker.log.read_text()
    assert "next attempt" not in log
    assert not (project.folder / "sent").exists()
