"""Validators for setting values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

from ..utils import parse_rate
from .derived_keys import is_key


@dataclass(frozen=True)
class Kind:
    """A kind of values: its name, and their types.

    An `optional` one may also be `None`.
    """

    name: str
    types: tuple[type, ...]
    optional: bool = False

    def find_wrong_type(self, value: Any) -> str | None:
        """Return the type that the value must have, `None` if it has it."""
        if value is None and self.optional:
            return None
        # To Python, `True` is a number.
        if isinstance(value, self.types) and (
            not isinstance(value, bool) or bool in self.types
        ):
            return None
        return f"{self.name} or None" if self.optional else self.name

    def find_wrong_value(self, value: Any) -> str | None:
        """Return what a value of the right type must be, `None` if it is that."""
        return None


@dataclass(frozen=True)
class Whole(Kind):
    """Whole numbers in a range."""

    name: str = "a whole number"
    types: tuple[type, ...] = (int,)
    least: int = 0
    most: int | None = None

    def find_wrong_value(self, value: Any) -> str | None:
        """Return the bound that the number violates."""
        if value is not None and value < self.least:
            return f"at least {self.least}"
        if value is not None and self.most is not None and value > self.most:
            return f"at most {self.most}"
        return None


@dataclass(frozen=True)
class Duration(Kind):
    """Times in a range."""

    name: str = "a timedelta"
    types: tuple[type, ...] = (timedelta,)
    least: timedelta = timedelta(0)
    most: timedelta = timedelta.max

    def find_wrong_value(self, value: Any) -> str | None:
        """Return the bound that the time violates."""
        if value is None:
            return None
        if value < self.least:
            return f"at least {int(self.least.total_seconds())} seconds"
        if value <= self.most:
            return None
        days = self.most.days
        return f"at most {f'{days} days' if days else f'{self.most.seconds} seconds'}"


@dataclass(frozen=True)
class DurationOfUser(Duration):
    """Times in a range, or callables that return one of the user's."""

    name: str = "a timedelta, a callable or its dotted path"
    types: tuple[type, ...] = (timedelta, str, Callable)  # type: ignore[assignment]
    optional: bool = True

    def find_wrong_value(self, value: Any) -> str | None:
        """Return the bound that the time violates, if it is not of the user."""
        is_fixed = isinstance(value, timedelta)
        return super().find_wrong_value(value) if is_fixed else None


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few strings."""

    name: str = "a string"
    types: tuple[type, ...] = (str,)
    choices: tuple[str, ...] = ()

    def find_wrong_value(self, value: Any) -> str | None:
        """Return the choices if the value is none of them."""
        return None if value in self.choices else self._describe()

    def _describe(self) -> str:
        *others, last = map(repr, self.choices)
        return f"{', '.join(others)} or {last}"


@dataclass(frozen=True)
class NameOfChoice(Choice):
    """One of a few strings, or a callable that returns one, or its dotted path."""

    name: str = "a string, a callable or its dotted path"
    types: tuple[type, ...] = (str, Callable)  # type: ignore[assignment]

    def find_wrong_value(self, value: Any) -> str | None:
        """Return the choices if the value is none of them, and no callable."""
        is_callable = callable(value) or "." in value
        return None if is_callable else super().find_wrong_value(value)


@dataclass(frozen=True)
class Text(Kind):
    """Strings that are not empty."""

    name: str = "a string"
    types: tuple[type, ...] = (str,)

    def find_wrong_value(self, value: Any) -> str | None:
        """Return what an empty string must be."""
        return None if value else "not empty"


@dataclass(frozen=True)
class Key(Kind):
    """Keys in text or bytes, which are never shown.

    `None` is a wrong value, not a wrong type: an unset environment variable is reported
    as such, whatever it has become.
    """

    name: str = "text or bytes"
    types: tuple[type, ...] = (str, bytes)

    def find_wrong_type(self, value: Any) -> str | None:
        """Return the types of keys if the value is something else, and not `None`."""
        return None if value is None else super().find_wrong_type(value)

    def find_wrong_value(self, value: Any) -> str | None:
        """Return what a value that no key may be made of must be."""
        return None if is_key(value) else "not empty, blank, None or 'None'"


@dataclass(frozen=True)
class Rate(Kind):
    """Rates such as ``"12/3h"``."""

    name: str = "a rate such as '12/3h'"
    types: tuple[type, ...] = (str,)
    optional: bool = True

    def find_wrong_value(self, value: Any) -> str | None:
        """Return what a string must be that is not a rate, or a rate of zero."""
        try:
            allows_something = value is None or all(parse_rate(value))
        except ValueError:
            return "written like '5/m' or '12/3h'"
        return None if allows_something else "a rate of at least one"


@dataclass(frozen=True)
class Importable(Kind):
    """Callables, or their dotted paths."""

    name: str = "a callable or its dotted path"
    types: tuple[type, ...] = (str, Callable)  # type: ignore[assignment]


SWITCH = Kind("True or False", (bool,))
ANY_TEXT = Kind("a string", (str,))
OPTIONAL_NAME = Kind("a string", (str,), optional=True)
OPTIONAL_TEXT = Kind("a string", (str, Promise), optional=True)
STRINGS = Kind("a list or tuple of strings", (list, tuple))
OPTIONAL_STRINGS = Kind("a list or tuple of strings", (list, tuple), optional=True)
WHOLES = Kind("a list or tuple of whole numbers", (list, tuple))
CLASSES = Kind(
    "a list or tuple of classes or their dotted paths", (list, tuple), optional=True
)
PERMISSIONS = Kind("a list or tuple of classes or their dotted paths", (list, tuple))
KEYS = Kind("a list or tuple of keys", (list, tuple))
HASHER = Kind(
    "a hasher's name in PASSWORD_HASHERS, its class or its dotted path",
    (str, type),
    optional=True,
)
NAMES = Kind(
    "a list or tuple of strings, a callable or its dotted path",
    (list, tuple, str, Callable),  # type: ignore[arg-type]  # As for `Importable`.
    optional=True,
)
NAME = Kind(
    "a name, a callable or its dotted path",
    (str, Callable),  # type: ignore[arg-type]  # The same.
)
