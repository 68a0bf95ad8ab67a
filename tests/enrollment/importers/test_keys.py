"""Keys are read from what authenticators attested, and nothing else is."""

from pathlib import Path

import pytest
from enrollment.importers.conftest import decode

from drf_jwt_2fa.enrollment.importers.keys import read_attestation, read_attested_key
from drf_jwt_2fa.enrollment.importers.values import BrokenRowError

cbor = pytest.importorskip("fido2.cbor")


@pytest.fixture
def attested():
    """Return an attestation object of this authenticator data."""
    return lambda data: cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})


@pytest.mark.parametrize("data", [b"", b"x" * 37, bytes(37)])
def test_an_attestation_without_a_key_is_broken(attested, data):
    with pytest.raises(BrokenRowError, match="the key cannot be read"):
        read_attestation(attested(data))


@pytest.mark.parametrize("data", [b"", bytes(18), b"x" * 99])
def test_data_without_a_key_is_broken(data):
    with pytest.raises(BrokenRowError, match="the key cannot be read"):
        read_attested_key(data)


def test_bytes_behind_a_key_are_broken():
    path = Path(__file__).parent / "fixtures" / "mfa3.sql"
    text = path.read_text(encoding="utf-8").split("'FIDO2', 'Phone', '")[1]
    data = decode(text.partition("'")[0])

    assert len(read_attested_key(data)["credential_id"]) == 32
    with pytest.raises(BrokenRowError):
        read_attested_key(data + b"\0")
