"""What owners and authenticators are told."""

from types import SimpleNamespace

import pytest
from testproject.passkeys import SETTINGS

from drf_jwt_2fa.enrollment.methods.passkey import description
from drf_jwt_2fa.enrollment.models import Passkey
from drf_jwt_2fa.enrollment.testing import create_passkey


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS


def test_a_passkey_shows_no_key_and_no_counter(user):
    create_passkey(user, is_synced=True)
    key = Passkey.objects.get()

    assert description.describe_passkey(key) == {
        "id": str(key.uid),
        "name": "Passkey",
        "aaguid": "00000000-0000-0000-0000-000000000000",
        "created_at": key.created_at,
        "last_used_at": None,
        "is_discoverable": True,
        "is_backed_up": True,
        "is_synced": True,
        "transports": ["internal"],
    }


def test_a_user_who_never_had_one_needs_no_signal(user):
    assert description.describe_for_signals(user, []) is None


def test_people_have_names(user):
    assert description.get_display_name(user) == "ann"
    user.first_name = "Ann"
    assert description.get_display_name(user) == "Ann"
    number = SimpleNamespace(get_username=lambda: 7)
    assert description.get_display_name(number) == "7"
