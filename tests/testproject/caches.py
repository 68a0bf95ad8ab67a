"""A cache of each kind that Django has without a server."""

from django.core.cache import caches
from django.core.management import call_command

BACKENDS = {
    "memory": "django.core.cache.backends.locmem.LocMemCache",
    "database": "django.core.cache.backends.db.DatabaseCache",
    "file": "django.core.cache.backends.filebased.FileBasedCache",
}


def use_cache(kind, request, settings, folder):
    """Make the cache of this kind the default one, and return it, empty."""
    locations = {"database": "cache_table", "file": str(folder)}
    settings.CACHES = {
        "default": {
            "BACKEND": BACKENDS[kind],
            "LOCATION": locations.get(kind, "of these tests"),
        }
    }
    if kind == "database":
        request.getfixturevalue("db")
        call_command("createcachetable")
    cache = caches["default"]
    cache.clear()
    return cache
