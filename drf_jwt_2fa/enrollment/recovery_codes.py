"""Recovery codes: ten of them, each good for one login."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from .. import signals as core_signals
from ..code_tokens import PURPOSE_CLAIM
from ..methods import CannotBeEnrolledError, Codes, Factors, WrongAnswerError
from . import accounts, signals
from .answers import judge, judge_step_up
from .enrollable import EnrollableMethod
from .models import EnrolledMethod, RecoveryCode, get_database
from .notifying import Event, notify
from .recovery_code_texts import ALPHABET, LENGTH, read_code, split_code, write_code
from .rows import RECOVERY_CODE, get_enabled_methods, get_key_of, get_methods

NUMBER_OF_CODES = 10


class RecoveryCodeMethod(EnrollableMethod):
    """The way in for a user who has lost all others."""

    name = RECOVERY_CODE
    amr = ("otp",)

    def is_usable(self, factors: Factors) -> bool:
        """Return whether there is a code left."""
        return super().is_usable(factors) and factors.recovery_codes_left > 0

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: str, codes: Codes
    ) -> None:
        """Use the code up; raise `WrongAnswerError` if it is none of the unused ones.

        One that cannot be a code, however it was meant, does not count as wrong.
        """
        characters = read_code(answer)
        row = get_enabled_methods(user_pk).filter(name=self.name).first()
        if characters is None or row is None or _is_alone(row):
            raise WrongAnswerError
        is_right = partial(_use, row, characters)
        if PURPOSE_CLAIM in claims:
            judge_step_up(row, is_right)
        else:
            judge(row, is_right)
        _tell_used(row)

    def make_codes(self, user: Any) -> list[str]:
        """Return ten new codes; earlier ones are void.

        Raise `CannotBeEnrolledError` if the user has enrolled no other method.
        """
        if not get_methods(user.pk).exclude(name=self.name).exists():
            raise CannotBeEnrolledError
        codes = self._replace_codes(user)
        notify(user, Event.RECOVERY_CODES_MADE, self.name)
        return codes

    def make_first_codes(self, user: Any) -> list[str]:
        """Return ten new codes, none if the user has unused ones."""
        return [] if self.count_left(user) else self._replace_codes(user)

    def count_left(self, user: Any) -> int:
        """Return how many unused codes the user has."""
        return RecoveryCode.objects.filter(
            method__user_id=user.pk, used_at=None
        ).count()

    def describe_use(self, user: Any) -> dict[str, Any]:
        """Return how many codes are left after this one."""
        return {"recovery_codes_left": self.count_left(user)}

    def _replace_codes(self, user: Any) -> list[str]:
        rows, codes = prepare_codes(user)
        with transaction.atomic(using=get_database()):
            # It locks the row, so of two new sets one voids the other.
            method, _is_new = accounts.enroll(user, self.name)
            write_codes(method, rows)
        core_signals.send(signals.recovery_codes_made, user, None)
        return codes


def prepare_codes(user: Any) -> tuple[list[RecoveryCode], list[str]]:
    """Return the rows of ten new codes, and the codes as their owner sees them.

    Ten slow hashes: not while rows are locked.
    """
    codes = _make_codes()
    rows = [_make_row(code, get_key_of(user)) for code in codes]
    return rows, [write_code(code) for code in codes]


def write_codes(method: EnrolledMethod, rows: list[RecoveryCode]) -> None:
    """Put the rows in the place of all codes that there were."""
    RecoveryCode.objects.filter(method=method).delete()
    for row in rows:
        row.method = method
    RecoveryCode.objects.bulk_create(rows)


def _make_codes() -> list[str]:
    """Return random codes; no two have the same selector."""
    codes: dict[str, str] = {}
    while len(codes) < NUMBER_OF_CODES:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        codes[split_code(code)[0]] = code
    return list(codes.values())


def _make_row(code: str, user_pk: Any) -> RecoveryCode:
    selector, _secret = split_code(code)
    return RecoveryCode(selector=selector, hash=make_password(_bind(code, user_pk)))


def _bind(code: str, user_pk: Any) -> str:
    """Return what is hashed: the hash is worth nothing in the row of another user.

    The code comes first, since bcrypt looks at no more than 72 bytes.
    """
    return f"{code}{user_pk}"


def _is_alone(row: EnrolledMethod) -> bool:
    return not get_methods(row.user_id).exclude(pk=row.pk).exists()


def _use(row: EnrolledMethod, characters: str) -> bool:
    """Return whether this is an unused code, which it no longer is."""
    selector, _secret = split_code(characters)
    unused = RecoveryCode.objects.filter(method=row, selector=selector, used_at=None)
    code = unused.first()
    guess = _bind(characters, row.user_id)
    if code is None:
        make_password(guess)  # It takes as long as if there were one.
        return False
    is_right = check_password(guess, code.hash)
    return is_right and bool(unused.filter(pk=code.pk).update(used_at=timezone.now()))


def _tell_used(row: EnrolledMethod) -> None:
    user = row.user
    left = RecoveryCode.objects.filter(method=row, used_at=None).count()
    core_signals.send(signals.recovery_code_used, user, None, left=left)
    notify(user, Event.RECOVERY_CODE_USED, row.name, codes_left=left)
