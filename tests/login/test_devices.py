"""The core knows trusted devices where the app and the setting are there."""

from datetime import timedelta

import pytest

from drf_jwt_2fa.login.devices import Device, FactorsOnce, get_devices
from drf_jwt_2fa.methods import Factors

MONTH = {"TRUSTED_DEVICE_LIFETIME": timedelta(days=30)}


@pytest.mark.parametrize("lifetime", [timedelta(days=30), lambda user: None])
def test_devices_are_known_with_a_lifetime_or_one_of_the_user(settings, lifetime):
    settings.JWT2FA_AUTH = {"TRUSTED_DEVICE_LIFETIME": lifetime}

    assert hasattr(get_devices(), "recognize")


def test_none_are_known_by_default():
    assert get_devices() is None


def test_none_are_known_without_the_app(settings):
    settings.JWT2FA_AUTH = MONTH
    settings.INSTALLED_APPS = [
        one for one in settings.INSTALLED_APPS if one != "drf_jwt_2fa.sessions"
    ]

    assert get_devices() is None


def test_factors_are_read_when_they_are_needed_and_once(user, monkeypatch):
    read = []
    monkeypatch.setattr(
        "drf_jwt_2fa.login.devices.factors_of",
        lambda user: read.append(user) or Factors(),
    )
    factors = FactorsOnce(user)

    assert factors.known is None
    assert factors.read() is factors.read() is factors.known
    assert read == [user]


def test_a_device_does_not_show_its_token():
    assert "secret" not in repr(Device("a1", "secret", 60))
