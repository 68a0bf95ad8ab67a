"""The methods of the project, and those that a user may choose from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from ..settings import api_settings
from .base import Method
from .sent_code import CodeSender


def get_methods() -> dict[str, Method]:
    """Return the methods of ``METHODS`` by name, in its order.

    Raise `ImproperlyConfigured` for what is no method, or has another's name.
    """
    return _load(tuple(api_settings.METHODS))


def is_default() -> bool:
    """Return whether the sent code is all there is, as in 1.0.0."""
    return list(get_methods()) == [CodeSender.name]


def get_offered(user: Any) -> list[Method]:
    """Return the methods that the user may choose from, the best one first.

    Those that the user has enrolled; without any, those that need no enrolment.
    """
    methods = list(get_methods().values())
    enrolled = [method for method in methods if method.is_enrolled_by(user)]
    candidates = enrolled or [one for one in methods if not one.needs_enrollment]
    offered = [method for method in candidates if method.is_usable_by(user)]
    # Sorting is stable: the rest stay in the order of the setting.
    return sorted(offered, key=lambda method: not method.is_preferred_by(user))


def get_enrollment_state(user: Any) -> str:
    """Return what changes when the user enrols, changes or removes a method."""
    methods = get_methods().values()
    return ":".join(method.get_enrollment_state(user) for method in methods)


@lru_cache(maxsize=8)
def _load(paths: tuple[str, ...]) -> dict[str, Method]:
    methods: dict[str, Method] = {}
    for path in paths:
        method = _import(path)
        if method.name in methods:
            raise _refuse(f"has two methods called {method.name!r}")
        methods[method.name] = method
    if not methods:
        raise _refuse("names no method")
    return methods


def _import(path: str) -> Method:
    try:
        method_class = import_string(path)
    except ImportError as error:
        raise _refuse(f"cannot be imported: {error}") from error
    if not (isinstance(method_class, type) and issubclass(method_class, Method)):
        raise _refuse(f"has {path!r}, which is no Method")
    method = method_class()
    if not isinstance(getattr(method, "name", None), str):
        raise _refuse(f"has {path!r}, which has no name")
    return method


def _refuse(problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"JWT2FA_AUTH['METHODS'] {problem}")
