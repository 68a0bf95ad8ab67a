"""The options are the JSON that browsers parse (WebAuthn L3, 5.1.8 and 5.1.9)."""

import json

import pytest

from drf_jwt_2fa.enrollment.methods.passkey.options import (
    creation_options,
    request_options,
)

KEYS = [(b"\xfb\xff", ("internal", "hybrid")), (b"\x00", ()), (b"k", ["", "cable"])]
DESCRIBED = [
    {"type": "public-key", "id": "-_8", "transports": ["internal", "hybrid"]},
    {"type": "public-key", "id": "AA"},
    {"type": "public-key", "id": "aw", "transports": ["", "cable"]},
]


def create(**replaced):
    values = {
        "challenge": "Y2hhbGxlbmdl",
        "rp_id": "example.com",
        "rp_name": "Example",
        "user_handle": "aGFuZGxl",
        "user_name": "ann",
        "display_name": "Ann",
        "timeout_ms": 300_000,
        "algorithms": (-7, -8, -257),
        "exclude": KEYS,
        "resident_key": "required",
        "user_verification": "required",
    }
    return creation_options(**{**values, **replaced})


def test_options_for_a_new_key():
    assert create() == {
        "rp": {"id": "example.com", "name": "Example"},
        "user": {"id": "aGFuZGxl", "name": "ann", "displayName": "Ann"},
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -8},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 300_000,
        "excludeCredentials": DESCRIBED,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }


@pytest.mark.parametrize("resident_key", ["preferred", "discouraged"])
def test_older_clients_require_a_resident_key_where_newer_ones_do(resident_key):
    selection = create(resident_key=resident_key)["authenticatorSelection"]

    assert selection["residentKey"] == resident_key
    assert selection["requireResidentKey"] is False


def test_the_first_key_of_a_user_excludes_none():
    assert create(exclude=())["excludeCredentials"] == []


def test_options_for_a_key_of_a_known_user():
    made = request_options("Y2hhbGxlbmdl", "example.com", 300_000, "preferred", KEYS)

    assert made == {
        "challenge": "Y2hhbGxlbmdl",
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "preferred",
        "allowCredentials": DESCRIBED,
    }


def test_options_for_any_key_list_none():
    """Neither an empty list, which some clients take for a list."""
    made = request_options("Y2hhbGxlbmdl", "example.com", 300_000, "required", None)

    assert made == {
        "challenge": "Y2hhbGxlbmdl",
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "required",
    }


def test_the_options_are_json():
    options = create(user_name="änn", display_name="安")

    assert json.loads(json.dumps(options)) == options
