"""What a device is trusted for: an account, a method, a time."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.methods import Factors, Method
from drf_jwt_2fa.sessions.trust import bind, get_lifetime, may_trust

ANN = SimpleNamespace(pk=7, email="ann@example.com", password="md5$salt$hash")
DAY = timedelta(days=1)


def change(**changed):
    return SimpleNamespace(**{**vars(ANN), **changed})


@pytest.mark.parametrize(
    "other",
    [
        change(pk=8),
        change(email="other@example.com"),
        change(password="md5$salt$other"),
        change(password="!"),
    ],
)
def test_an_account_is_its_key_address_and_password(other):
    assert bind(ANN, Factors()) == bind(change(), Factors())
    assert bind(ANN, Factors()).account != bind(other, Factors()).account


def test_the_epoch_stands_apart():
    first, second = bind(ANN, Factors(epoch=1)), bind(ANN, Factors(epoch=2))

    assert first.account == second.account
    assert (first.epoch, second.epoch) == (1, 2)


def test_the_fingerprint_is_of_no_key(settings):
    before = bind(ANN, Factors())
    settings.SECRET_KEY = "another one, and long enough to sign with it"

    assert bind(ANN, Factors()) == before
    assert len(before.account) == 64


@pytest.mark.parametrize(
    ("value", "lifetime"),
    [(DAY, DAY), (lambda user: DAY, DAY), (lambda user: None, None)],
)
def test_a_lifetime_is_for_all_or_of_the_user(settings, value, lifetime):
    settings.JWT2FA_AUTH = {"TRUSTED_DEVICE_LIFETIME": value}

    assert get_lifetime(ANN) == lifetime


def test_anything_else_is_an_error_that_names_the_setting(settings):
    settings.JWT2FA_AUTH = {"TRUSTED_DEVICE_LIFETIME": lambda user: 30}

    with pytest.raises(ImproperlyConfigured, match="TRUSTED_DEVICE_LIFETIME"):
        get_lifetime(ANN)


class Doubtful(Method):
    name = "doubtful"
    can_trust_devices = False


@pytest.mark.parametrize(
    ("name", "trusted", "is_good"),
    [
        ("code-sender", None, True),
        ("code-sender", ["code-sender"], True),
        ("code-sender", ["doubtful"], False),
        ("doubtful", None, False),
        ("totp", None, False),
        ("no-2fa", None, False),
        ("trusted-device", None, False),
    ],
)
def test_trust_is_by_methods_that_complete_a_login(
    settings, user, name, trusted, is_good
):
    settings.JWT2FA_AUTH = {
        "METHODS": ["drf_jwt_2fa.methods.CodeSender", f"{__name__}.Doubtful"],
        "TRUSTED_2FA_METHODS": trusted,
    }

    assert may_trust(user, Factors(), name) is is_good
