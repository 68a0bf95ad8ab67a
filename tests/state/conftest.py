"""A cache of each kind that Django has without a server."""

import pytest
from django.core.cache import caches
from django.core.management import call_command

BACKENDS = {
    "memory": "django.core.cache.backends.locmem.LocMemCache",
    "database": "django.core.cache.backends.db.DatabaseCache",
    "file": "django.core.cache.backends.filebased.FileBasedCache",
}


@pytest.fixture(params=list(BACKENDS))
def cache(request, settings, tmp_path):
    locations = {"database": "cache_table", "file": str(tmp_path)}
    settings.CACHES = {
        "default": {
            "BACKEND": BACKENDS[request.param],
            "LOCATION": locations.get(request.param, "of these tests"),
        }
    }
    if request.param == "database":
        request.getfixturevalue("db")
        call_command("createcachetable")
    cache = caches["default"]
    cache.clear()
    return cache
