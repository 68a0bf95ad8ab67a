"""The settings of limits."""

from drf_jwt_2fa.settings import DEFAULTS, api_settings


def test_the_limit_by_address_uses_the_cache_of_the_rest_by_default(settings):
    assert DEFAULTS["THROTTLE_CACHE_ALIAS"] == "default"
    settings.JWT2FA_AUTH = {"CACHE_ALIAS": "shared"}

    assert api_settings.THROTTLE_CACHE_ALIAS == "shared"
    settings.JWT2FA_AUTH["THROTTLE_CACHE_ALIAS"] = "another"
    assert api_settings.THROTTLE_CACHE_ALIAS == "another"
