"""The relying party is what the settings say, and nothing is guessed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.enrollment.methods.passkey import relying_party
from drf_jwt_2fa.enrollment.methods.passkey.values import RelyingParty


def test_the_domain_is_enough(settings):
    settings.JWT2FA_AUTH = {"PASSKEY_RP_ID": "example.com"}

    assert relying_party.get_relying_party() == RelyingParty(
        id="example.com",
        origins=("https://example.com",),
        top_origins=(),
        algorithms=(-7, -8, -257),
    )
    assert relying_party.get_site_name() == "example.com"
    assert relying_party.get_timeout() == 300_000


def test_all_of_it_can_be_set(settings):
    settings.JWT2FA_AUTH = {
        "PASSKEY_RP_ID": "example.com",
        "PASSKEY_RP_NAME": "Example",
        "PASSKEY_ORIGINS": ["https://a.example.com", "https://example.com"],
        "PASSKEY_TOP_ORIGINS": ["https://example.org"],
        "PASSKEY_ALGORITHMS": [-7],
        "CODE_EXPIRATION_TIME": timedelta(minutes=10),
    }

    assert relying_party.get_relying_party() == RelyingParty(
        id="example.com",
        origins=("https://a.example.com", "https://example.com"),
        top_origins=("https://example.org",),
        algorithms=(-7,),
    )
    assert relying_party.get_site_name() == "Example"
    assert relying_party.get_timeout() == 600_000


@pytest.mark.parametrize("rp_id", [None, ""])
def test_without_a_domain_there_is_none(settings, rp_id):
    settings.JWT2FA_AUTH = {"PASSKEY_RP_ID": rp_id}

    with pytest.raises(ImproperlyConfigured):
        relying_party.get_relying_party()
