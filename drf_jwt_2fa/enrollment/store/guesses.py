"""Limit consecutive wrong answers: to a method, to sent codes, to step-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ... import signals as core_signals
from ...methods import WrongAnswerError
from ...prepared import Given, Update
from .. import signals
from ..models import Account, EnrolledMethod, get_database
from ..notifying import Event, notify
from .accounts import MOST_WRONG_STEP_UPS, update_account
from .rows import MOST_WRONG_ANSWERS, WARN_AT

# Nearly always nobody else counts at the same moment.
_count_if_known = Update(
    lambda: EnrolledMethod.objects.filter(
        pk=Given("pk"), disabled_at=None, wrong_answers=Given("wrong_answers", "known")
    ),
    wrong_answers=Given("wrong_answers", "number"),
)
_note_right_answer = Update(
    lambda: EnrolledMethod.objects.filter(pk=Given("pk"), disabled_at=None),
    wrong_answers=0,
    last_used_at=Given("last_used_at"),
)


def judge(method: EnrolledMethod, is_right: Callable[[], bool]) -> None:
    """Raise `WrongAnswerError` if an answer is not right, or is one too many.

    It is counted before it is looked at: answers at the same moment give no more
    guesses than answers one after the other.  The count must outlast the request: no
    transaction around this may be rolled back because the answer is wrong.
    """
    number = _count(method)
    if is_right():
        note_right_answer(method)
        return
    if number == WARN_AT:
        notify(method.user, Event.WRONG_ANSWERS, method.name)
    if number == MOST_WRONG_ANSWERS:
        _disable(method)
    raise WrongAnswerError


def judge_step_up(method: EnrolledMethod, is_right: Callable[[], bool]) -> None:
    """Do as `judge`, for a step-up: wrong answers to those never disable a method.

    They are forgotten when the step-up is complete.
    """
    count_step_up(method.user_id)
    if not is_right():
        raise WrongAnswerError
    note_right_answer(method)


def _count(method: EnrolledMethod) -> int:
    """Return the number of this answer among the consecutive wrong ones."""
    known = method.wrong_answers
    number: int = known + 1
    is_free = number <= MOST_WRONG_ANSWERS
    if is_free and _count_if_known.run(
        get_database(), pk=method.pk, known=known, number=number
    ):
        return number
    return _count_in_turn(method)


def _count_in_turn(method: EnrolledMethod) -> int:
    row = EnrolledMethod.objects.filter(pk=method.pk)
    enabled = row.filter(disabled_at=None, wrong_answers__lt=MOST_WRONG_ANSWERS)
    # The update locks the row, so each answer reads a number of its own.
    with transaction.atomic(using=get_database()):
        if not enabled.update(wrong_answers=F("wrong_answers") + 1):
            raise WrongAnswerError
        number: int = row.values_list("wrong_answers", flat=True).get()
    return number


def note_right_answer(method: EnrolledMethod) -> None:
    """Reset the count of wrong answers, and note the time of the use."""
    _note_right_answer.run(get_database(), pk=method.pk, last_used_at=timezone.now())


def _disable(method: EnrolledMethod) -> None:
    # Not if a right answer came in the meantime.
    full = EnrolledMethod.objects.filter(
        pk=method.pk, disabled_at=None, wrong_answers__gte=MOST_WRONG_ANSWERS
    )
    if full.update(disabled_at=timezone.now()):
        user = method.user
        core_signals.send(signals.method_disabled, user, None, method=method.name)
        notify(user, Event.METHOD_DISABLED, method.name)


def count_sent_code(user_pk: Any, name: str) -> int:
    """Count a sent code before it is looked at; return its number among the wrong ones.

    Raise `WrongAnswerError` if it is one too many.
    """
    row = Account.objects.filter(user_id=user_pk)
    enabled = row.filter(
        sent_codes_disabled_at=None, wrong_sent_codes__lt=MOST_WRONG_ANSWERS
    )
    # The update locks the row, so each answer reads a number of its own.
    with transaction.atomic(using=get_database()):
        is_counted = enabled.update(wrong_sent_codes=F("wrong_sent_codes") + 1)
        number: int | None = row.values_list("wrong_sent_codes", flat=True).first()
    # There is no account before the first login.
    if not is_counted and number is not None:
        raise WrongAnswerError
    return number or 0


def forget_sent_codes(user_pk: Any) -> None:
    """Reset the count of wrong sent codes: a right one came."""
    row = Account.objects.filter(user_id=user_pk, sent_codes_disabled_at=None)
    row.update(wrong_sent_codes=0)


def note_wrong_sent_code(user_pk: Any, number: int, name: str) -> None:
    """Warn the user, or disable sent codes, after too many wrong ones in a row.

    NIST SP 800-63B-4, 3.2.2: no more than 100 consecutive failures.
    """
    if number == WARN_AT:
        notify(_get_user(user_pk), Event.WRONG_ANSWERS, name)
    if number < MOST_WRONG_ANSWERS:
        return
    # Not if a right one came in the meantime.
    full = Account.objects.filter(
        user_id=user_pk,
        sent_codes_disabled_at=None,
        wrong_sent_codes__gte=MOST_WRONG_ANSWERS,
    )
    if full.update(sent_codes_disabled_at=timezone.now()):
        user = _get_user(user_pk)
        core_signals.send(signals.method_disabled, user, None, method=name)
        notify(user, Event.METHOD_DISABLED, name)


def count_step_up(user_pk: Any) -> None:
    """Count an answer to a step-up; raise `WrongAnswerError` if there were too many.

    An attacker with only a stolen token must not be able to disable a method with wrong
    answers: these close step-ups instead, until the next login with the password.
    """
    row = Account.objects.filter(user_id=user_pk)
    still_open = row.filter(wrong_step_ups__lt=MOST_WRONG_STEP_UPS)
    is_counted = still_open.update(wrong_step_ups=F("wrong_step_ups") + 1)
    # There is no account before the first login.
    if not is_counted and row.exists():
        raise WrongAnswerError


def forget_step_ups(user_pk: Any) -> None:
    """Reset the count of wrong answers to step-ups: a right one came."""
    update_account(user_pk, wrong_step_ups=0)


def _get_user(user_pk: Any) -> Any:
    return Account.objects.select_related("user").get(user_id=user_pk).user
