"""The methods of the project, and those that a user may choose from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from ..settings import api_settings
from .base import Method
from .factors import Factors
from .no_second_factor import NoSecondFactor
from .sent_code import CodeSender

NO_2FA = NoSecondFactor.name
_NO_SECOND_FACTOR = NoSecondFactor()


def get_methods() -> dict[str, Method]:
    """Return the methods of ``METHODS`` by name, in its order.

    Raise `ImproperlyConfigured` for an entry that is not a method, or shares a name.
    """
    return load_methods(tuple(api_settings.METHODS))


def is_default() -> bool:
    """Return whether the sent code is the only method, as in 1.0.0."""
    return list(get_methods()) == [CodeSender.name]


def get_offered(user: Any, factors: Factors) -> list[Method]:
    """Return the methods that the user may choose from, the best one first.

    Those that the user has enrolled, and that complete a login.  Without any enrolled,
    those that need no enrolment, beginning with ``FALLBACK_2FA_METHOD``.
    """
    enrolled = get_enrolled(factors)
    if not enrolled:
        return _get_open(user, factors)
    offered = [
        method
        for method in enrolled
        if _is_usable(method, user, factors) and is_trusted(method, user)
    ]
    offered.sort(key=lambda method: method.name != factors.preferred)
    if api_settings.OFFER_FALLBACK_2FA_METHOD:
        # For enrolled users the password alone is no way in, whatever is set.
        offered += [one for one in _get_open(user, factors)[:1] if one.name != NO_2FA]
    return offered


def is_trusted(method: Method, user: Any) -> bool:
    """Return whether a login of the user by this method is complete."""
    trusted = api_settings.TRUSTED_2FA_METHODS
    return _is_among(method, trusted(user) if callable(trusted) else trusted)


def may_be_trusted(method: Method) -> bool:
    """Return whether a login of anybody by this method is complete."""
    trusted = api_settings.TRUSTED_2FA_METHODS
    return callable(trusted) or _is_among(method, trusted)


def may_be_untrusted(method: Method) -> bool:
    """Return whether a login of anybody by this method is not complete."""
    trusted = api_settings.TRUSTED_2FA_METHODS
    return callable(trusted) or not _is_among(method, trusted)


def _is_among(method: Method, trusted: Any) -> bool:
    if isinstance(trusted, str):  # A single name, not a list of its letters.
        trusted = (trusted,)
    return trusted is None or method.name in trusted


def find_method(name: str) -> Method | None:
    """Return the method of this name that code tokens may have, `None` without one."""
    return _NO_SECOND_FACTOR if name == NO_2FA else get_methods().get(name)


def get_verbose_name(name: str) -> str:
    """Return the name of the method for people, in the active language.

    Of a method that is not configured (any more), it is the name itself.
    """
    method = find_method(name)
    return str((method and method.verbose_name) or name)


def get_fallback(user: Any) -> str:
    """Return the name of the first method for a user who has enrolled nothing."""
    fallback = api_settings.FALLBACK_2FA_METHOD
    return fallback(user) if callable(fallback) else fallback


def needs_no_second_factor(user: Any, factors: Factors) -> bool:
    """Return whether the password completes a login of the user."""
    return get_fallback(user) == NO_2FA and not get_enrolled(factors)


def get_enrolled(factors: Factors) -> list[Method]:
    """Return the enrolled methods that are configured, even if they are disabled.

    As long as there is one, no method is offered that needs no enrolment: an attacker
    with the password must not be able to pick the weakest method.
    """
    return [one for one in get_methods().values() if factors.find(one.name)]


def _get_open(user: Any, factors: Factors) -> list[Method]:
    """Return the usable methods that need no enrolment, the fallback first."""
    fallback = get_fallback(user)
    if fallback == NO_2FA:
        return [_NO_SECOND_FACTOR]
    methods = get_methods().values()
    usable = [
        method
        for method in methods
        if not method.needs_enrollment and _is_usable(method, user, factors)
    ]
    # Sorting is stable: the rest stay in the order of the setting.
    return sorted(usable, key=lambda method: method.name != fallback)


def _is_usable(method: Method, user: Any, factors: Factors) -> bool:
    return method.is_usable(factors) and method.can_reach(user)


@lru_cache(maxsize=8)
def load_methods(paths: tuple[str, ...]) -> dict[str, Method]:
    """Return the methods at these dotted paths by name, made once in a process."""
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
        raise _refuse(f"has {path!r}, which is not a Method")
    method = method_class()
    if not isinstance(getattr(method, "name", None), str):
        raise _refuse(f"has {path!r}, which has no name")
    return method


def _refuse(problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"JWT2FA_AUTH['METHODS'] {problem}")
