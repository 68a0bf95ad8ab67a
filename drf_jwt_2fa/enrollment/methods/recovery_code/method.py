"""Recovery codes: ten of them, each good for one login."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .... import signals as core_signals
from ....hashers import KeyedRecoveryCodeHasher, check_code, hash_code
from ....methods import Factors, MethodUnavailableError, WrongAnswerError
from ... import signals
from ...models import EnrolledMethod, RecoveryCode
from ...notifying import Event, notify
from ...store.rows import RECOVERY_CODE, find_unused, get_key_of
from ..base import EnrollableMethod
from .origins import HASHER as _HASHER, find_foreign, read_foreign
from .text import ALPHABET, LENGTH, read_code, split_code, write_code

logger = logging.getLogger(__name__)

NUMBER_OF_CODES = 10
# In the descriptions of answers (OpenAPI).
CODES_LEFT = {
    "type": "integer",
    "description": "The number of recovery codes that are left.",
}

PreparedCodes = tuple[list[RecoveryCode], list[str]]


class RecoveryCodesUnreadableError(MethodUnavailableError):
    """The recovery codes were hashed with a key that is not there any more."""


@dataclass(frozen=True)
class UnusedCodes:
    """The codes that a user has left."""

    user_pk: Any
    codes: Sequence[RecoveryCode]

    @property
    def are_foreign(self) -> bool:
        """Return whether another package made them: a set has one origin."""
        return any(one.origin for one in self.codes)

    def find(self, characters: str) -> RecoveryCode | None:
        """Return the code with the selector of these characters."""
        selector, _secret = split_code(characters)
        return next((one for one in self.codes if one.selector == selector), None)


class RecoveryCodeMethod(EnrollableMethod):
    """Ten single-use codes for users who have lost their other methods."""

    name = RECOVERY_CODE
    amr = ("otp",)
    verbose_name = _("Recovery codes")
    can_be_set_up = False
    # Somebody who found the sheet of codes must not get 30 days for one of them.
    can_trust_devices = False
    use_schema = {"recovery_codes_left": CODES_LEFT}

    def is_usable(self, factors: Factors) -> bool:
        """Return whether there is a code left."""
        return super().is_usable(factors) and factors.recovery_codes_left > 0

    def read_answer(self, answer: str) -> str:
        """Return the characters; raise `WrongAnswerError` if they cannot be a code.

        Codes that were imported from other packages are shorter than ours.
        """
        characters = read_code(answer) or read_foreign(answer)
        if characters is None:
            raise WrongAnswerError
        return characters

    def load(self, row: EnrolledMethod) -> UnusedCodes:
        """Return the unused codes.

        Raise `RecoveryCodesUnreadableError` if the key that they were hashed with is
        gone: no code could be right.
        """
        codes = list(RecoveryCode.objects.filter(method=row, used_at=None))
        # All codes of a set are hashed at once; hashes of other packages need no key.
        if codes and not _has_key(codes[0]):
            message = "The key that hashed the recovery codes of user %s is not there"
            logger.error(message, row.user_id)
            raise RecoveryCodesUnreadableError
        return UnusedCodes(row.user_id, codes)

    def check_answer(self, loaded: UnusedCodes, answer: str) -> None:
        """Raise `WrongAnswerError` if the user's codes are of the other length."""
        if loaded.are_foreign is (len(answer) == LENGTH):
            raise WrongAnswerError

    def is_right(self, loaded: UnusedCodes, answer: str) -> bool:
        """Return whether this is an unused code, and use it up."""
        if loaded.are_foreign:
            code = find_foreign(loaded.codes, answer, loaded.user_pk)
        else:
            code = _find_ours(loaded, answer)
        if code is None:
            return False
        unused = RecoveryCode.objects.filter(pk=code.pk, used_at=None)
        return bool(unused.update(used_at=timezone.now()))

    def note_use(self, row: EnrolledMethod) -> None:
        """Notify the user that a code was used, and how many are left."""
        left = count_left(row.user_id)
        core_signals.send(signals.recovery_code_used, row.user, None, left=left)
        notify(row.user, Event.RECOVERY_CODE_USED, row.name, codes_left=left)

    def describe_use(self, user: Any) -> dict[str, Any]:
        """Return how many codes are left after this one."""
        return {"recovery_codes_left": count_left(user.pk)}


def _find_ours(loaded: UnusedCodes, answer: str) -> RecoveryCode | None:
    code = loaded.find(answer)
    # Where there is no such code, another one is compared: it takes as long.
    compared = code or next(iter(loaded.codes), None)
    guess = _bind(answer, loaded.user_pk)
    is_same = compared is not None and check_code(guess, compared.hash, _HASHER)
    return code if is_same else None


def count_left(user_pk: Any) -> int:
    """Return how many unused codes the user has, none if they are disabled."""
    return int(find_unused().filter(method__user_id=user_pk).count())


def prepare_codes(user: Any) -> PreparedCodes:
    """Return the rows of ten new codes, and the codes as their owner sees them.

    They may be ten slow hashes: do not call it while rows are locked.
    """
    codes = _make_codes()
    rows = [_make_row(code, get_key_of(user)) for code in codes]
    return rows, [write_code(code) for code in codes]


def write_codes(method: EnrolledMethod, rows: list[RecoveryCode]) -> None:
    """Replace all earlier codes with these rows."""
    RecoveryCode.objects.filter(method=method).delete()
    for row in rows:
        row.method = method
    RecoveryCode.objects.bulk_create(rows)


def _make_codes() -> list[str]:
    """Return random codes; no two have the same selector."""
    codes: dict[str, str] = {}
    while len(codes) < NUMBER_OF_CODES:
        code = "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))
        codes[split_code(code)[0]] = code
    return list(codes.values())


def _make_row(code: str, user_pk: Any) -> RecoveryCode:
    selector, _secret = split_code(code)
    return RecoveryCode(
        selector=selector, hash=hash_code(_bind(code, user_pk), _HASHER)
    )


def _has_key(code: RecoveryCode) -> bool:
    keyed = KeyedRecoveryCodeHasher()
    is_keyed = code.hash.startswith(f"{keyed.algorithm}$")
    return not is_keyed or keyed.has_key(code.hash)


def _bind(code: str, user_pk: Any) -> str:
    """Return what is hashed: the hash is worth nothing in the row of another user.

    The code comes first, since bcrypt reads at most 72 bytes.
    """
    return f"{code}{user_pk}"
