"""The object that has all settings."""

import pytest
from django.test import override_settings

from drf_jwt_2fa.settings import DEFAULTS, IMPORT_STRINGS, api_settings


@pytest.fixture(autouse=True)
def _reload():
    yield
    api_settings.reload()


def test_a_project_may_set_jwt2fa_auth_to_none(settings):
    settings.JWT2FA_AUTH = None

    assert api_settings.CODE_LENGTH == 7


def test_assigned_user_settings_count_until_the_next_reload():
    api_settings._user_settings = {"CODE_LENGTH": 4}
    assert api_settings.CODE_LENGTH == 4

    api_settings.reload()
    assert api_settings.CODE_LENGTH == 7


def test_assigned_user_settings_do_not_outlive_a_change_of_the_setting():
    api_settings._user_settings = {"CODE_LENGTH": 4}

    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 9}):
        assert api_settings.CODE_LENGTH == 9

    assert api_settings.CODE_LENGTH == 7


def test_a_change_of_another_setting_leaves_assigned_user_settings_alone():
    api_settings._user_settings = {"CODE_LENGTH": 4}

    with override_settings(DEFAULT_FROM_EMAIL="else@example.com"):
        assert api_settings.CODE_LENGTH == 4


def test_an_unknown_setting_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = api_settings.CODE_LENGHT


def test_defaults_are_a_mapping_of_all_settings():
    assert dict(DEFAULTS) == {name: DEFAULTS[name] for name in DEFAULTS}
    assert len(DEFAULTS) == len(list(DEFAULTS))
    assert DEFAULTS["CODE_SENDER"] == (
        "drf_jwt_2fa.sending.send_verification_code_via_email"
    )
    assert IMPORT_STRINGS == (
        "TENANT",
        "CODE_SENDER",
        "BACKGROUND_CODE_SENDER",
        "USER_LANGUAGE",
        "TRUSTED_2FA_METHODS",
        "NOTIFIER",
        "TRUSTED_DEVICE_LIFETIME",
        "TRUSTED_DEVICE_CHECK",
        "LOGIN_ANSWER",
    )


def test_the_issuer_may_have_its_name_of_2_0(settings):
    settings.JWT2FA_AUTH = {"TOTP_ISSUER_NAME": "Old"}
    assert api_settings.TOTP_ISSUER == "Old"

    settings.JWT2FA_AUTH = {"TOTP_ISSUER_NAME": "Old", "TOTP_ISSUER": "New"}
    assert api_settings.TOTP_ISSUER == "New"
