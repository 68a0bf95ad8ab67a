"""The second factors of one user, read once per request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps

from ..settings import SETTINGS, api_settings

_DEFAULT_METHODS = tuple(SETTINGS["METHODS"].default)


@dataclass(frozen=True)
class Enrolled:
    """A method that a user has enrolled."""

    name: str
    created_at: datetime
    last_used_at: datetime | None = None
    is_disabled: bool = False
    is_preferred: bool = False
    id: int | None = None
    """The primary key of its row."""


@dataclass(frozen=True)
class Factors:
    """The second factors of one user.

    `epoch` moves with each change of them, with each reset and with each new password;
    it is `None` as long as no token of the user carries one.
    """

    epoch: int | None = None
    enrolled: tuple[Enrolled, ...] = ()
    """Oldest first, disabled ones among them."""
    recovery_codes_left: int = 0
    are_sent_codes_disabled: bool = False
    has_wrong_step_ups: bool = False
    are_step_ups_closed: bool = False

    def find(self, name: str) -> Enrolled | None:
        """Return the enrolled method of this name, `None` without one."""
        return next((one for one in self.enrolled if one.name == name), None)

    @property
    def preferred(self) -> str | None:
        """The name of the method that the user prefers."""
        wanted = (one for one in self.enrolled if one.is_preferred)
        return next((one.name for one in wanted if not one.is_disabled), None)


class Store(Protocol):
    """The interface of `drf_jwt_2fa.enrollment.store` that the core uses."""

    def read_factors(self, user: Any) -> Factors:
        """Return what the user has enrolled, in one query."""

    def begin_epoch(self, user: Any, factors: Factors) -> Factors:
        """Return the factors with an epoch; begin the first one if there is none."""

    def get_accounts(self) -> Any:
        """Return all accounts, as a query of rows with a `user_id` and an `epoch`."""

    def is_epoch(self, user_id: Any, epoch: Any) -> bool:
        """Return whether this is the epoch of the user with this ``USER_ID_FIELD``."""

    def count_sent_code(self, user_pk: Any, name: str) -> int:
        """Count a sent code before it is looked at; return its number in the row.

        Raise `WrongAnswerError` if it is one too many.
        """

    def forget_sent_codes(self, user_pk: Any) -> None:
        """Reset the count of wrong sent codes: a right one came."""

    def note_wrong_sent_code(self, user_pk: Any, number: int, name: str) -> None:
        """Warn the user, or disable sent codes, after too many wrong ones in a row."""

    def count_step_up(self, user_pk: Any) -> None:
        """Count an answer to a step-up; raise `WrongAnswerError` for one too many."""

    def forget_step_ups(self, user_pk: Any) -> None:
        """Reset the count of wrong answers to step-ups: a right one came."""

    def reopen_step_ups(self, user: Any, factors: Factors) -> None:
        """Reopen step-ups that wrong answers closed: a login was completed."""


def get_store() -> Store | None:
    """Return the store of `drf_jwt_2fa.enrollment`, `None` where it is not in use.

    The core never imports that app.  Under the configuration of 1.0.0, no table is
    read, and tokens have the claims of 1.0.0.
    """
    config: Any = apps.app_configs.get("drf_jwt_2fa_enrollment")
    return None if config is None or is_as_in_1_0_0() else config.store


def is_as_in_1_0_0() -> bool:
    """Return whether code tokens have exactly the claims that 1.0.0 gave them."""
    methods = tuple(api_settings.METHODS)
    return methods == _DEFAULT_METHODS and not api_settings.AUTH_CLAIMS


def factors_of(user: Any) -> Factors:
    """Return what the user has enrolled: one query, none without `enrollment`."""
    store = get_store()
    return Factors() if store is None else store.read_factors(user)
