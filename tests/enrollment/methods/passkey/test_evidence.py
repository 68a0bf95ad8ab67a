"""What the answer of a passkey proves."""

import pytest

from drf_jwt_2fa.enrollment.methods.passkey.evidence import (
    check_passwordless,
    get_amr,
)
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError
from drf_jwt_2fa.enrollment.models import Passkey


@pytest.mark.parametrize(
    ("is_synced", "is_user_verified", "amr"),
    [
        (False, False, ("hwk", "pop", "user")),
        (False, True, ("hwk", "pop", "user", "mfa")),
        (True, False, ("swk", "pop", "user")),
        (True, True, ("swk", "pop", "user", "mfa")),
    ],
)
def test_the_values_of_amr(is_synced, is_user_verified, amr):
    assert get_amr(is_synced=is_synced, is_user_verified=is_user_verified) == amr


@pytest.mark.parametrize("is_discoverable", [True, None])
def test_a_key_that_was_made_for_it_is_a_login_by_itself(is_discoverable):
    key = Passkey(is_uv_initialized=True, is_discoverable=is_discoverable)

    assert check_passwordless(key) is None


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"is_uv_initialized": False}, "user_verification_not_initialized"),
        (
            {"is_uv_initialized": True, "is_discoverable": False},
            "not_discoverable",
        ),
    ],
)
def test_any_other_is_not(columns, reason):
    with pytest.raises(CeremonyError) as caught:
        check_passwordless(Passkey(**columns))

    assert caught.value.reason == reason
