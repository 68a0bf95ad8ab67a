from datetime import timedelta
from unittest import mock

import pytest
from django.test import override_settings

from drf_jwt_2fa import sending
from drf_jwt_2fa.settings import DEFAULTS, IMPORT_STRINGS, Jwt2faSettings, api_settings
from drf_jwt_2fa.utils import hash_string


@pytest.fixture(autouse=True)
def _reload():
    yield
    api_settings.reload()


def test_defaults_count_without_any_setting():
    assert api_settings.CODE_LENGTH == 7
    assert api_settings.CODE_EXPIRATION_TIME == timedelta(minutes=5)


def test_a_project_may_set_jwt2fa_auth_to_none(settings):
    settings.JWT2FA_AUTH = None

    assert api_settings.CODE_LENGTH == 7


def test_settings_are_read_live(settings):
    settings.JWT2FA_AUTH = {"CODE_LENGTH": 5}
    assert api_settings.CODE_LENGTH == 5

    settings.JWT2FA_AUTH["CODE_LENGTH"] = 6
    assert api_settings.CODE_LENGTH == 6


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


def test_a_test_may_assign_a_single_setting(monkeypatch, settings):
    with monkeypatch.context() as patch:
        patch.setattr(api_settings, "CODE_LENGTH", 3)
        assert api_settings.CODE_LENGTH == 3

    settings.JWT2FA_AUTH = {"CODE_LENGTH": 4}
    assert api_settings.CODE_LENGTH == 4


def test_putting_the_old_value_back_does_not_freeze_it(settings):
    settings.JWT2FA_AUTH = {}
    api_settings.CODE_LENGTH = 3
    api_settings.CODE_LENGTH = 7

    settings.JWT2FA_AUTH["CODE_LENGTH"] = 4
    assert api_settings.CODE_LENGTH == 4


def test_a_mock_of_a_setting_ends(settings):
    settings.JWT2FA_AUTH = {}
    with mock.patch.object(api_settings, "CODE_LENGTH", 3):
        assert api_settings.CODE_LENGTH == 3

    settings.JWT2FA_AUTH["CODE_LENGTH"] = 4
    assert api_settings.CODE_LENGTH == 4


def test_an_unknown_setting_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = api_settings.CODE_LENGHT


def test_derived_defaults_follow_the_secret_key(settings):
    settings.SECRET_KEY = "another"

    assert api_settings.CODE_TOKEN_SECRET_KEY == hash_string("2fa-code-another")
    assert api_settings.CODE_EXTENSION_SECRET == hash_string("2fa-ext-another")
    assert DEFAULTS["CODE_TOKEN_SECRET_KEY"] == hash_string("2fa-code-another")


def test_a_secret_key_of_bytes_is_that_of_its_text(settings):
    settings.SECRET_KEY = b"another"

    assert api_settings.CODE_TOKEN_SECRET_KEY == hash_string("2fa-code-another")


def test_a_dotted_path_becomes_the_object():
    assert api_settings.CODE_SENDER is sending.send_verification_code_via_email


def test_an_object_in_place_of_a_dotted_path_is_taken_as_it_is(settings):
    settings.JWT2FA_AUTH = {"CODE_SENDER": print}

    assert api_settings.CODE_SENDER is print


@pytest.mark.parametrize("path", ["no.such.module", "drf_jwt_2fa.sending.nothing", "x"])
def test_a_path_that_does_not_resolve_names_its_setting(settings, path):
    settings.JWT2FA_AUTH = {"CODE_SENDER": path}

    with pytest.raises(ImportError, match=r"JWT2FA_AUTH\['CODE_SENDER'\]"):
        _ = api_settings.CODE_SENDER


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
        "LOGIN_ANSWER",
    )


def test_every_setting_knows_its_name_and_meaning():
    for name in DEFAULTS:
        setting = getattr(Jwt2faSettings, name)
        assert setting.name == name
        assert setting.meaning.endswith(".")
