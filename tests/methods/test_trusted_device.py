"""What stands for a device is no method that anybody can answer by."""

import pytest
from testproject.methods import METHODS

from drf_jwt_2fa.methods import (
    TrustedDevice,
    WrongAnswerError,
    find_method,
    get_methods,
)


def test_nothing_answers_it():
    with pytest.raises(WrongAnswerError):
        TrustedDevice().verify(1, {}, "", None)


def test_no_code_token_can_be_of_it():
    assert find_method(TrustedDevice.name) is None


def test_it_proves_no_second_factor_and_begets_no_trust():
    method = TrustedDevice()

    assert method.amr == ()
    assert not method.proves_second_factor
    assert not method.can_trust_devices


def test_only_these_methods_beget_trust(settings):
    pytest.importorskip("cryptography")
    settings.JWT2FA_AUTH = {"METHODS": METHODS}

    trusting = [one.name for one in get_methods().values() if one.can_trust_devices]
    assert trusting == ["totp", "code-sender"]
    assert not find_method("no-2fa").can_trust_devices
