"""The cache: its aliases, keys, timeouts and failures."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from rest_framework.exceptions import APIException

from ..exceptions import CacheUnavailableError
from ..settings import api_settings
from ..utils import hash_string

logger = logging.getLogger(__name__)

# Caches round timeouts to whole seconds, and not all of them up.  A fact that ended
# before its code token would let the token start afresh.
MARGIN = 2


def get_cache() -> BaseCache:
    """Return the cache that ``CACHE_ALIAS`` names."""
    return _get_cache(api_settings.CACHE_ALIAS)


def get_throttle_cache() -> BaseCache:
    """Return the cache that ``THROTTLE_CACHE_ALIAS`` names."""
    return _get_cache(api_settings.THROTTLE_CACHE_ALIAS)


@contextmanager
def reaching_the_cache() -> Iterator[None]:
    """Turn any failure of the cache into `CacheUnavailableError`, and log its cause."""
    try:
        yield
    except APIException:
        raise
    except Exception as error:
        # Every client library has errors of its own; a value that is not what was
        # stored fails in yet another way.  None of them may let anybody in.
        logger.exception("The cache that holds the state of logins has failed")
        raise CacheUnavailableError from error


def refuse(reason: str) -> CacheUnavailableError:
    """Log why the cache cannot be used and return the error to raise."""
    logger.error("The cache that holds the state of logins has failed: %s", reason)
    return CacheUnavailableError()


def timeout_until(moment: float) -> int:
    """Return the seconds for which a fact must last to be there until `moment`."""
    return math.ceil(moment - time.time()) + MARGIN


def reusable_timeout_until(cache: BaseCache, moment: float) -> int | None:
    """Return the timeout of an entry whose key is used again after `moment`.

    In Django's database cache, any number of `add`s at once may each replace an expired
    row.  There, such entries never expire, and their value says when they end.
    """
    return timeout_until(moment) if has_atomic_incr(cache) else None


def make_key(fact: str, key_space: str, user_pk: object, name: object = "") -> str:
    """Return the key of a fact about one user, or about one thing of theirs.

    The braces are a hash tag: a Redis Cluster keeps all facts about one user on one
    node, so that several of them can be asked for in one call.
    """
    user = hash_string(str(user_pk))
    suffix = f":{hash_string(str(name))}" if name else ""
    return f"drf_jwt_2fa:{fact}:{key_space}:{{{user}}}{suffix}"


def has_atomic_incr(cache: BaseCache) -> bool:
    """Return whether `incr` of this cache is atomic.

    The base class's, which the database and file caches inherit, is a get and a set,
    and the set resets the timeout to the default.
    """
    # It looks at the bound method, which a cache that wraps another one may pass on.
    return getattr(cache.incr, "__func__", None) is not BaseCache.incr


def _get_cache(alias: str) -> BaseCache:
    cache = caches[alias]
    if isinstance(cache, DummyCache):
        # It says yes to every `add`: there would be no limit at all.
        raise refuse(f"{alias!r} is a dummy cache, which remembers nothing")
    return cache
