"""Back ends of the framework's own stand in for the real queues of `tests/queues`."""

import importlib
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from needs import TASKS, needs_tasks

from drf_jwt_2fa.sending import CodeSendingError


@pytest.fixture
def problems():
    """Errors of the sender's, of which it raises the last."""
    return []


@pytest.fixture
def sent(settings, problems):
    """The users and codes that were sent."""
    sent = []

    def send(user, code):
        if problems:
            raise problems[-1]
        sent.append((user.pk, code))

    settings.JWT2FA_AUTH = {
        "CODE_SENDER": "drf_jwt_2fa.tasks.send_verification_code_in_background",
        "BACKGROUND_CODE_SENDER": send,
    }
    return sent


def use(settings, name):
    """Let this back end of the framework's run the tasks; return it."""
    module = name.removesuffix("Backend").lower()
    path = f"{TASKS}.backends.{module}.{name}"
    settings.TASKS = {"default": {"BACKEND": path}}
    return importlib.import_module(TASKS).task_backends["default"]


@needs_tasks
def test_a_task_sends_the_code(api, user, sent, settings):
    use(settings, "ImmediateBackend")

    response = api.get_code()

    assert response.status_code == 200
    [(user_pk, code)] = sent
    assert user_pk == user.pk
    assert api.auth(response.json()["token"], code).status_code == 200


@needs_tasks
def test_the_request_leaves_sending_to_the_queue(api, user, sent, settings):
    queue = use(settings, "DummyBackend")

    assert api.get_code().status_code == 200

    assert not sent
    [result] = queue.results
    assert list(result.args)[:1] == [user.pk]
    assert not result.kwargs
    result.task.call(*result.args)
    assert len(sent) == 1


@needs_tasks
def test_a_queue_keeps_no_code(api, user, sent, settings):
    queue = use(settings, "DummyBackend")
    api.get_code()
    [result] = queue.results

    result.task.call(*result.args)

    [(_user_pk, code)] = sent
    assert code not in str(result.args)


@needs_tasks
def test_what_failed_is_tried_again_later(api, user, sent, problems, settings):
    queue = use(settings, "DummyBackend")
    api.get_code()
    problems.append(CodeSendingError("No gateway"))
    for attempt, wait in [(1, 5), (2, 10)]:
        result = queue.results[-1]
        assert list(result.args)[2:] == ([] if attempt == 1 else [attempt])

        assert result.task.call(*result.args) is None

        later = queue.results[-1].task.run_after - timezone.now()
        assert later == timedelta(seconds=wait)
    assert len({result.args[1] for result in queue.results}) == 1

    problems.clear()
    result = queue.results[-1]
    result.task.call(*result.args)
    assert len(queue.results) == 3
    assert len(sent) == 1


@needs_tasks
def test_what_failed_to_the_end_is_a_failed_task(api, user, sent, problems, settings):
    queue = use(settings, "DummyBackend")
    api.get_code()
    problems.append(CodeSendingError("No gateway"))
    [result] = queue.results

    with pytest.raises(CodeSendingError, match="No gateway"):
        result.task.call(*result.args, 7)
    assert len(queue.results) == 1


@needs_tasks
@pytest.mark.usefixtures("user", "sent")
def test_a_failure_in_the_request_is_a_501(api, problems, settings, caplog):
    use(settings, "ImmediateBackend")
    problems.append(CodeSendingError("No gateway"))

    # A token that was not issued leaves its slot to others.
    for _ in range(4):
        response = api.get_code()
        assert response.status_code == 501
        assert response.json() == {
            "detail": "Verification code sending failed: Unknown error"
        }
    assert "No gateway" in caplog.text
    assert "next attempt" not in caplog.text

    problems.clear()
    assert api.get_code().status_code == 200


@needs_tasks
@pytest.mark.usefixtures("user", "sent")
def test_a_queue_that_takes_nothing_is_a_501(api, settings, monkeypatch, caplog):
    queue = use(settings, "DummyBackend")

    def refuse(*args, **kwargs):
        raise OSError("the queue is away")

    monkeypatch.setattr(type(queue), "enqueue", refuse)

    for _ in range(4):
        assert api.get_code().status_code == 501
    assert "the queue is away" in caplog.text
    monkeypatch.undo()
    assert api.get_code().status_code == 200


def test_without_a_framework_it_says_what_is_missing(monkeypatch):
    for name in ("django.tasks", "django_tasks"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "drf_jwt_2fa.tasks", raising=False)

    with pytest.raises(ImportError, match=r"Django 6\.0, or the package django-tasks"):
        importlib.import_module("drf_jwt_2fa.tasks")
