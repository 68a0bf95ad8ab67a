"""Checks of sites with several tenants."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage

from ..methods import is_as_in_1_0_0
from .findings import read, warning

_TENANT_APPS = ("django_tenants", "tenant_schemas")


def check_tenant(**kwargs: Any) -> list[CheckMessage]:
    """Report tenants whose code tokens have the same key (W012)."""
    values = read("TENANT")
    tenants = _find_tenants()
    if values is None or values[0] is not None or not tenants:
        return []
    message = f"{tenants}, and TENANT is not set: a code token of one tenant may be"
    hint = (
        "Set JWT2FA_AUTH['TENANT'] to a callable that returns the name of the present"
        " tenant. Silence this if all databases have the same users (replicas)."
    )
    return [warning(12, f"{message} valid at another.", hint)]


def check_record(**kwargs: Any) -> list[CheckMessage]:
    """Report code tokens that only one process accepts (W012)."""
    if django_settings.DEBUG or not _has_routers() or not _is_record_required():
        return []
    values = read("CACHE_ALIAS")
    alias = values[0] if values is not None else None
    # Another check reports a cache that does not exist.
    if alias not in django_settings.CACHES:
        return []
    if not isinstance(caches[alias], LocMemCache):
        return []
    message = (
        "With several databases, a code token needs its record in the cache, and the"
        f" cache {alias!r} is in the memory of one process."
    )
    hint = "Use Redis, Memcached or a database: other processes refuse the code token."
    return [warning(12, message, hint)]


def _find_tenants() -> str | None:
    for name in _TENANT_APPS:
        if apps.is_installed(name):
            return f"{name} is installed"
    return "There are several databases" if _has_routers() else None


def _has_routers() -> bool:
    return len(django_settings.DATABASES) > 1 and bool(django_settings.DATABASE_ROUTERS)


def _is_record_required() -> bool:
    """Return whether code tokens lack the fingerprint of the account."""
    values = read("METHODS", "AUTH_CLAIMS")
    return values is not None and is_as_in_1_0_0()


CHECKS = (check_tenant, check_record)
