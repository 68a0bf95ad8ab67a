import pytest
from django.core.cache import caches

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture
def memory(settings):
    settings.CACHES = {"default": MEMORY}
    return caches["default"]
