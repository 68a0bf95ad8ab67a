from django.core.cache import caches
from testproject.throttles import ask, is_allowed

from drf_jwt_2fa.throttling import AuthTokenThrottler, CodeTokenThrottler


def test_the_throttles_have_a_cache_of_their_own_if_the_settings_say_so(
    code_token, settings
):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {
        "default": {**memory, "LOCATION": "facts"},
        "throttles": {**memory, "LOCATION": "throttles"},
    }
    settings.JWT2FA_AUTH = {"THROTTLE_CACHE_ALIAS": "throttles"}
    assert is_allowed(code_token)
    assert ask() == [True]

    assert len(caches["throttles"]._cache) == 2
    assert len(caches["default"]._cache) == 0


def test_the_class_has_the_configured_cache_too(cache):
    assert CodeTokenThrottler.cache is cache
    assert AuthTokenThrottler.cache is cache
