"""The settings that there are."""

from datetime import timedelta

import pytest

from drf_jwt_2fa.settings import (
    DEFAULTS,
    SETTINGS,
    Jwt2faSettings,
    api_settings,
)
from drf_jwt_2fa.settings.descriptors import Setting
from drf_jwt_2fa.settings.table import HEADINGS
from drf_jwt_2fa.utils import hash_string


@pytest.fixture(autouse=True)
def _reload():
    yield
    api_settings.reload()


def test_defaults_count_without_any_setting():
    assert api_settings.CODE_LENGTH == 7
    assert api_settings.CODE_EXPIRATION_TIME == timedelta(minutes=5)


def test_derived_defaults_follow_the_secret_key(settings):
    settings.SECRET_KEY = "another"

    assert api_settings.CODE_TOKEN_SECRET_KEY == hash_string("2fa-code-another")
    assert api_settings.CODE_EXTENSION_SECRET == hash_string("2fa-ext-another")
    assert DEFAULTS["CODE_TOKEN_SECRET_KEY"] == hash_string("2fa-code-another")


def test_every_setting_knows_its_name_and_meaning():
    for name in DEFAULTS:
        setting = getattr(Jwt2faSettings, name)
        assert setting.name == name
        assert setting.meaning.endswith(".")


def test_every_setting_stands_under_one_heading():
    under = [
        name
        for heading in HEADINGS
        for name, value in vars(heading).items()
        if isinstance(value, Setting)
    ]

    assert len(under) == len(set(under))
    assert under == list(SETTINGS)
    assert all(heading.__doc__.endswith(".") for heading in HEADINGS)
