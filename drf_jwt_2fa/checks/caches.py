"""Checks of the caches that hold the state of logins."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage

from .findings import error, read, warning

_NAMES = ("CACHE_ALIAS", "THROTTLE_CACHE_ALIAS")
_DEFAULT_MAX_ENTRIES = 300


def check_aliases(**kwargs: Any) -> list[CheckMessage]:
    """Report names of caches that do not exist (E006)."""
    return [
        error(
            6,
            f"There is no cache called {alias!r}.",
            f"Add {alias!r} to CACHES, or change {name}.",
        )
        for alias, name in _aliases().items()
        if alias not in django_settings.CACHES
    ]


def check_dummies(**kwargs: Any) -> list[CheckMessage]:
    """Report caches that store nothing (E007)."""
    hint = (
        "Use a cache that stores entries, such as Redis. Until then, every login is"
        " refused."
    )
    return [
        error(7, f"The cache {alias!r} is a dummy.", hint)
        for alias, cache in _caches().items()
        if isinstance(cache, DummyCache)
    ]


def check_sharing(**kwargs: Any) -> list[CheckMessage]:
    """Report caches that several processes cannot share safely (W102)."""
    if django_settings.DEBUG:
        return []
    hint = (
        "Use Redis, Memcached or a database: a cache in memory belongs to one process,"
        " and a cache of files is not atomic."
    )
    return [
        warning(
            102, f"The cache {alias!r} does not enforce limits in production.", hint
        )
        for alias, cache in _caches().items()
        if isinstance(cache, (LocMemCache, FileBasedCache))
    ]


def check_sizes(**kwargs: Any) -> list[CheckMessage]:
    """Report caches that drop entries when they have 300 (W103)."""
    return [
        warning(
            103,
            f"The cache {alias!r} drops entries when it has {_DEFAULT_MAX_ENTRIES}.",
            "Set MAX_ENTRIES in its OPTIONS to many times the number of your users.",
        )
        for alias, cache in _caches().items()
        if isinstance(cache, (LocMemCache, FileBasedCache, DatabaseCache))
        and getattr(cache, "_max_entries", None) == _DEFAULT_MAX_ENTRIES
    ]


def check_known_tokens(**kwargs: Any) -> list[CheckMessage]:
    """Report a shared cache whose records are not required (W105)."""
    values = read("REQUIRE_KNOWN_CODE_TOKENS", "CACHE_ALIAS")
    if values is None or values[0]:
        return []
    cache = _caches().get(values[1])
    if cache is None or isinstance(cache, (LocMemCache, FileBasedCache, DummyCache)):
        return []
    message = "After the cache is flushed, a used code token is valid again."
    hint = "Set REQUIRE_KNOWN_CODE_TOKENS to True: all processes share the cache."
    return [warning(105, message, hint)]


def _aliases() -> dict[str, str]:
    """Return each alias in use, with the first setting that names it."""
    values = read(*_NAMES)
    if values is None:
        return {}
    return dict(zip(reversed(values), reversed(_NAMES), strict=True))


def _caches() -> dict[str, BaseCache]:
    return {
        alias: caches[alias] for alias in _aliases() if alias in django_settings.CACHES
    }


CHECKS = (check_aliases, check_dummies)
DEPLOYMENT_CHECKS = (check_sharing, check_sizes, check_known_tokens)
