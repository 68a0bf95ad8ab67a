"""Credentials as browsers make them, any part of which a test can replace."""

import base64
import hashlib
import json
import struct
from contextlib import contextmanager
from functools import cache

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed448,
    ed25519,
    padding,
    rsa,
)
from fido2 import cbor

from drf_jwt_2fa.enrollment.methods.passkey.assertion import (
    check_assertion,
    check_signature,
)
from drf_jwt_2fa.enrollment.methods.passkey.registration import check_registration
from drf_jwt_2fa.enrollment.methods.passkey.shape import (
    read_assertion,
    read_registration,
)
from drf_jwt_2fa.enrollment.methods.passkey.values import CeremonyError, RelyingParty

UP, UV, RFU1, BE, BS, RFU2, AT, ED = (1 << bit for bit in (0, 2, 1, 3, 4, 5, 6, 7))
ABSENT = object()
ORIGIN = "https://example.org"
CHALLENGE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
CREDENTIAL_ID = bytes(range(32))
AAGUID = bytes(range(16))
EXTENSIONS = cbor.encode({"credProtect": 2, "hmac-secret": True})
DEFAULT = (-7, -8, -257)
SITE = RelyingParty("example.org", (ORIGIN,), algorithms=DEFAULT)
# Of COSE keys, under names for arguments.
LABELS = {"kty": 1, "alg": 3, "m1": -1, "m2": -2, "m3": -3}
EVERY_ALGORITHM = (*DEFAULT, -35, -36, -53)

# Their number in COSE, and the hash that goes with them.
CURVES = {
    -7: (1, ec.SECP256R1, hashes.SHA256),
    -35: (2, ec.SECP384R1, hashes.SHA384),
    -36: (3, ec.SECP521R1, hashes.SHA512),
}


@cache
def get_private_key(algorithm=-7):
    if algorithm in CURVES:
        return ec.generate_private_key(CURVES[algorithm][1]())
    if algorithm == -257:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind = {-8: ed25519.Ed25519PrivateKey, -53: ed448.Ed448PrivateKey}[algorithm]
    return kind.generate()


def get_members(algorithm=-7):
    """Return the members of a COSE key (RFC 9053, 7; RFC 8230, 4)."""
    public = get_private_key(algorithm).public_key()
    if algorithm in CURVES:
        size = (public.curve.key_size + 7) // 8
        numbers = public.public_numbers()
        curve = CURVES[algorithm][0]
        x, y = (number.to_bytes(size, "big") for number in (numbers.x, numbers.y))
        return {1: 2, 3: algorithm, -1: curve, -2: x, -3: y}
    if algorithm == -257:
        numbers = public.public_numbers()
        n = numbers.n.to_bytes(256, "big")
        return {1: 3, 3: algorithm, -1: n, -2: numbers.e.to_bytes(3, "big")}
    curve = {-8: 6, -53: 7}[algorithm]
    return {1: 1, 3: algorithm, -1: curve, -2: public.public_bytes_raw()}


def make_key(algorithm=-7, **replaced):
    """Return a COSE key; `replaced` are labels as ``kty``, ``alg``, ``m1``..."""
    members = get_members(algorithm)
    members.update({LABELS[name]: value for name, value in replaced.items()})
    return cbor.encode(
        {label: value for label, value in members.items() if value is not ABSENT}
    )


def sign(message, algorithm=-7):
    key = get_private_key(algorithm)
    if algorithm in CURVES:
        return key.sign(message, ec.ECDSA(CURVES[algorithm][2]()))
    if algorithm == -257:
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(message)


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def drop_absent(members):
    return {name: value for name, value in members.items() if value is not ABSENT}


def make_client(kind="create", **members):
    made = {
        "type": f"webauthn.{kind}",
        "challenge": CHALLENGE,
        "origin": ORIGIN,
        "crossOrigin": False,
        **members,
    }
    return json.dumps(drop_absent(made)).encode()


def attest(key=None, credential_id=CREDENTIAL_ID, length=None):
    """Return attested credential data (WebAuthn L3, 6.5.1)."""
    length = len(credential_id) if length is None else length
    key = make_key() if key is None else key
    return AAGUID + struct.pack(">H", length) + credential_id + key


def make_data(flags=UP | UV, *parts, count=0, rp_id="example.org"):
    """Return authenticator data (WebAuthn L3, 6.1)."""
    head = hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, count)
    return head + b"".join(parts)


def get_parts(flags):
    """Return the parts of authenticator data that the flags promise."""
    return [attest()] * bool(flags & AT) + [EXTENSIONS] * bool(flags & ED)


def find_wrong_flag(flags, *, verified):
    """Return the reason to refuse the flags, `None` if there is none."""
    if not flags & UP:
        return "user_presence"
    if verified and not flags & UV:
        return "user_verification"
    return "backup_state" if flags & BS and not flags & BE else None


def make_attested(key=None, flags=UP | UV | AT, **more):
    return make_data(flags, attest(key), **more)


def make_statement(data=None, **members):
    """Return an attestation object (WebAuthn L3, 6.5)."""
    data = make_attested() if data is None else data
    return cbor.encode(
        drop_absent({"fmt": "none", "attStmt": {}, "authData": data, **members})
    )


def make_credential(response, **members):
    made = {
        "id": encode(CREDENTIAL_ID),
        "rawId": encode(CREDENTIAL_ID),
        "type": "public-key",
        "response": drop_absent(response),
        "clientExtensionResults": {},
        "authenticatorAttachment": "platform",
        **members,
    }
    return drop_absent(made)


def make_registration(client=None, data=None, statement=None, response=(), **members):
    """Return a ``RegistrationResponseJSON`` (WebAuthn L3, 5.1)."""
    statement = make_statement(data) if statement is None else statement
    made = {
        "clientDataJSON": encode(make_client() if client is None else client),
        "attestationObject": encode(statement),
        "transports": ["internal", "hybrid"],
        # For those who read neither CBOR nor this.
        "authenticatorData": encode(make_attested()),
        "publicKeyAlgorithm": -7,
    }
    return make_credential({**made, **dict(response)}, **members)


def make_assertion(client=None, data=None, algorithm=-7, response=(), **members):
    """Return an ``AuthenticationResponseJSON`` (WebAuthn L3, 5.1), signed."""
    client = make_client("get") if client is None else client
    data = make_data() if data is None else data
    signature = sign(data + hashlib.sha256(client).digest(), algorithm)
    made = {
        "clientDataJSON": encode(client),
        "authenticatorData": encode(data),
        "signature": encode(signature),
    }
    return make_credential({**made, **dict(response)}, **members)


def register(credential, site=SITE, *, challenge=CHALLENGE, verified=False):
    """Return the new key of the credential, or raise what refuses it."""
    return check_registration(
        read_registration(credential),
        challenge,
        site,
        needs_user_verification=verified,
    )


def use(credential, key=None, site=SITE, *, challenge=CHALLENGE, verified=False):
    """Return the assertion in the credential, or raise what refuses it."""
    assertion = check_assertion(
        read_assertion(credential), challenge, site, needs_user_verification=verified
    )
    check_signature(assertion, make_key() if key is None else key)
    return assertion


@contextmanager
def refusal(reason):
    """Expect the refusal for this reason."""
    with pytest.raises(CeremonyError) as found:
        yield
    assert found.value.reason == reason
