"""A setting looks at the settings of the project each time it is read."""

from unittest import mock

import pytest

from drf_jwt_2fa import sending
from drf_jwt_2fa.settings import api_settings


@pytest.fixture(autouse=True)
def _reload():
    yield
    api_settings.reload()


def test_settings_are_read_live(settings):
    settings.JWT2FA_AUTH = {"CODE_LENGTH": 5}
    assert api_settings.CODE_LENGTH == 5

    settings.JWT2FA_AUTH["CODE_LENGTH"] = 6
    assert api_settings.CODE_LENGTH == 6


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
