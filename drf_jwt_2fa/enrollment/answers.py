"""Limiting the wrong answers that a method takes in a row."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .. import signals as core_signals
from ..methods import WrongAnswerError
from . import signals
from .models import EnrolledMethod, get_database
from .notifying import Event, notify
from .rows import MOST_WRONG_ANSWERS, WARN_AT
from .store import count_step_up, forget_step_ups


def judge(method: EnrolledMethod, is_right: Callable[[], bool]) -> None:
    """Raise `WrongAnswerError` if an answer is not right, or is one too many.

    It is counted before it is looked at: any number of answers at the same moment are
    no more guesses than those one after the other.  The count must outlast the request:
    no transaction around this may be rolled back because the answer is wrong.
    """
    number = _count(method)
    if is_right():
        _forget(method)
        return
    if number == WARN_AT:
        notify(method.user, Event.WRONG_ANSWERS, method.name)
    if number == MOST_WRONG_ANSWERS:
        _disable(method)
    raise WrongAnswerError


def judge_step_up(method: EnrolledMethod, is_right: Callable[[], bool]) -> None:
    """Do as `judge`, for a step-up: wrong answers to those never disable a method."""
    count_step_up(method.user_id)
    if not is_right():
        raise WrongAnswerError
    forget_step_ups(method.user_id)
    _forget(method)


def _count(method: EnrolledMethod) -> int:
    """Return the number of this answer in the row of those that were not right."""
    row = EnrolledMethod.objects.filter(pk=method.pk)
    enabled = row.filter(disabled_at=None, wrong_answers__lt=MOST_WRONG_ANSWERS)
    # The update locks the row, so each answer reads a number of its own.
    with transaction.atomic(using=get_database()):
        if not enabled.update(wrong_answers=F("wrong_answers") + 1):
            raise WrongAnswerError
        number: int = row.values_list("wrong_answers", flat=True).get()
    return number


def _forget(method: EnrolledMethod) -> None:
    EnrolledMethod.objects.filter(pk=method.pk, disabled_at=None).update(
        wrong_answers=0, last_used_at=timezone.now()
    )


def _disable(method: EnrolledMethod) -> None:
    # Not if a right answer came in the meantime.
    full = EnrolledMethod.objects.filter(
        pk=method.pk, disabled_at=None, wrong_answers__gte=MOST_WRONG_ANSWERS
    )
    if full.update(disabled_at=timezone.now()):
        user = method.user
        core_signals.send(signals.method_disabled, user, None, method=method.name)
        notify(user, Event.METHOD_DISABLED, method.name)
