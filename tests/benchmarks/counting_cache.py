"""A cache back end that counts how often it is called."""

from contextlib import contextmanager

from django.core.cache.backends.locmem import LocMemCache


def _counted(name):
    def method(self, *args, **kwargs):
        with self._one_call(name):
            return getattr(LocMemCache, name)(self, *args, **kwargs)

    return method


class CountingCache(LocMemCache):
    """A local cache with the names of the methods that were called, in `calls`.

    Each is one round trip to a cache on a server.  What a method calls in turn does not
    count: on a server, `get_many` is one.
    """

    calls = []
    _is_in_call = False

    @contextmanager
    def _one_call(self, name):
        if self._is_in_call:
            yield
            return
        self.calls.append(name)
        self._is_in_call = True
        try:
            yield
        finally:
            self._is_in_call = False

    add = _counted("add")
    delete = _counted("delete")
    delete_many = _counted("delete_many")
    get = _counted("get")
    get_many = _counted("get_many")
    has_key = _counted("has_key")
    incr = _counted("incr")
    set = _counted("set")
    set_many = _counted("set_many")
    touch = _counted("touch")
