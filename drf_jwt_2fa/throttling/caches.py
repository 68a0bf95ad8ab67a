"""The cache of the throttles."""

from __future__ import annotations

from django.core.cache.backends.base import BaseCache

from ..state import get_throttle_cache, reaching_the_cache


class ThrottleCache:
    """The cache of the throttles; a class or an instance may replace it.

    A throttle serves one request and looks its cache up once.
    """

    def __get__(self, instance: object, owner: type) -> BaseCache:
        with reaching_the_cache():
            cache = get_throttle_cache()
        if instance is not None:
            vars(instance)["cache"] = cache
        return cache
