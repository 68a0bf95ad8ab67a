"""The base of methods that users enrol."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from ...claims import PURPOSE_CLAIM
from ...methods import Codes, Method, WrongAnswerError
from ..models import EnrolledMethod
from ..store.guesses import judge, judge_step_up
from ..store.rows import find_enabled


class AlreadyEnrolledError(Exception):
    """The user has enrolled the very same thing before."""


class TooManyEnrolledError(Exception):
    """The user has enrolled as many of this method as allowed."""


@dataclass(frozen=True)
class Setup:
    """The data that a user needs to set a method up, and the secret kept meanwhile.

    The secret is stored encrypted, for `confirm` alone.
    """

    shown: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: bytes = field(default=b"", repr=False)


class EnrollableMethod(Method):
    """A method that has a row of `EnrolledMethod` for each user who enrolled it.

    Limits, proofs, notices, the admin and the endpoints ``methods/<name>/`` are the
    same for all of them.
    """

    needs_enrollment = True

    can_be_set_up = True
    """True if users set it up by itself, not along with another method."""

    has_several = False
    """True if another setup adds to what is enrolled; else it replaces that."""

    related: tuple[str, ...] = ()
    """Tables that are read with the row of the method, for `load`."""

    def read_answer(self, answer: str) -> str:
        """Return the answer as it is compared.

        Raise `WrongAnswerError` if it cannot be one: that does not count as wrong.
        """
        return answer

    def load(self, row: EnrolledMethod) -> Any:
        """Return what `is_right` needs; raise `MethodUnavailableError` without it."""
        return row

    def check_answer(self, loaded: Any, answer: str) -> None:
        """Raise `WrongAnswerError` if the answer cannot be one of this user's.

        That does not count as wrong, either.
        """

    @abstractmethod
    def is_right(self, loaded: Any, answer: str) -> bool:
        """Return whether the answer is right, and use it up.

        Any number of requests may come at once: of those with the same answer, only one
        may be right.  Let a conditional UPDATE decide.
        """

    def note_use(self, row: EnrolledMethod) -> None:
        """Do what follows from a right answer."""

    def verify(
        self, user_pk: Any, claims: Mapping[str, Any], answer: Any, codes: Codes
    ) -> tuple[str, ...] | None:
        """Raise `WrongAnswerError` if the answer is not right, or was used before."""
        read = self.read_answer(answer)
        row = find_enabled(user_pk, self.name, self.related)
        if row is None:
            raise WrongAnswerError
        loaded = self.load(row)
        self.check_answer(loaded, read)
        is_right = partial(self.is_right, loaded, read)
        if PURPOSE_CLAIM in claims:
            judge_step_up(row, is_right)
        else:
            judge(row, is_right)
        self.note_use(row)
        return None

    def set_up(self, user: Any) -> Setup:
        """Return what the user needs to set the method up.

        Raise `TooManyEnrolledError` if the user may have no more.
        """
        raise ImproperlyConfigured(f"{type(self).__name__} has no set_up()")

    def check_confirmation(self, credential: Mapping[str, Any]) -> None:
        """Raise `MalformedAnswerError` if the JSON object can confirm no setup.

        Such a request counts as no attempt.
        """

    def confirm(self, user: Any, secret: bytes, answer: Any) -> Any:
        """Return what is to be kept of the method, for `keep`.

        Raise `WrongAnswerError` if the answer does not show that the user has set the
        method up with the secret of `set_up`, and `AlreadyEnrolledError`.
        """
        raise ImproperlyConfigured(f"{type(self).__name__} has no confirm()")

    def get_amr(self, confirmed: Any) -> tuple[str, ...] | None:
        """Return the values of ``amr`` that a confirmation has earned.

        `None` stands for those of the method.
        """
        return None

    def keep(self, row: EnrolledMethod, confirmed: Any) -> Mapping[str, Any] | None:
        """Write what `confirm` returned; return what to show of it, if anything.

        Nothing of an earlier setup may be left, unless the method `has_several`.  It is
        called in a transaction.  By default it is text of at most 255 characters, which
        `is_right` finds in ``row.data``; a method with a table of its own writes it
        there.
        """
        row.data = confirmed
        row.save(update_fields=["data"])
        return None
