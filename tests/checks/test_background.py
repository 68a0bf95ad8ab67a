import importlib

import pytest
from needs import TASKS, needs_tasks

from drf_jwt_2fa.checks import background as checks

SENDER = "drf_jwt_2fa.tasks.send_verification_code_in_background"

pytestmark = needs_tasks


@pytest.fixture
def queue(project):
    """A project that sends in the background; call it to choose the back end."""
    project.JWT2FA_AUTH["CODE_SENDER"] = SENDER

    def use(path):
        project.TASKS = {"default": {"BACKEND": path}}

    use(f"{__name__}.DeferringBackend")
    return use


if TASKS:
    dummy = importlib.import_module(f"{TASKS}.backends.dummy")

    class DeferringBackend(dummy.DummyBackend):
        """Stands in for one with a worker."""

    class HastyBackend(DeferringBackend):
        """One that has a worker, and takes nothing for later."""

        supports_defer = False


def test_a_queue_with_a_worker_has_no_findings(queue, found_ids):
    assert found_ids() == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (f"{TASKS}.backends.immediate.ImmediateBackend", "waits for them"),
        (f"{TASKS}.backends.dummy.DummyBackend", "no code is ever sent"),
        (f"{__name__}.HastyBackend", "is not sent again"),
    ],
)
def test_a_queue_that_is_none(queue, find, path, problem):
    queue(path)

    [one] = find()
    assert one.id == "drf_jwt_2fa.W009"
    assert path.rpartition(".")[2] in one.msg
    assert problem in one.msg


def test_queues_do_not_matter_to_those_who_send_in_the_request(project, found_ids):
    project.TASKS = {"default": {"BACKEND": f"{TASKS}.backends.dummy.DummyBackend"}}

    assert found_ids() == []


def test_codes_that_cannot_be_encrypted(queue, find, monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: None)

    [one] = find()
    assert one.id == "drf_jwt_2fa.E010"
    assert one.hint == "Install drf-jwt-2fa[tasks]."


def test_codes_that_are_handed_on_for_ever(project, found_ids):
    project.JWT2FA_AUTH["BACKGROUND_CODE_SENDER"] = SENDER

    assert found_ids() == ["E011"]


def test_a_sender_that_cannot_be_imported_is_reported_once(project, found_ids):
    project.JWT2FA_AUTH["CODE_SENDER"] = "nowhere.send"

    assert found_ids() == ["E004"]
