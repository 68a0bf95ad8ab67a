"""Parse what authenticators send, and verify their signatures.

This is the only module that knows the package ``fido2``: bytes in, plain values out.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import CoseKey

from .values import CeremonyError

# What the parsers raise for junk, as measured: they are not written for attackers.
_STUMBLES = (
    ValueError,  # UnicodeError and JSONDecodeError among them.
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,  # It is nested too deep, or is of an algorithm that is not known.
    struct.error,
    UnsupportedAlgorithm,  # Of a curve that this build of OpenSSL leaves out.
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Authenticator data: a hash, these flags and a counter (WebAuthn L3, 6.1).
_HASH_BYTES = 32
_UP, _UV, _BE, _BS, _AT, _ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
_FLAGS_AND_COUNT = struct.Struct(">BI")
# The key in them: its AAGUID and the length of its ID (6.5.1).
_KEY_HEAD = struct.Struct(">16sH")
# The first byte of a CBOR map without members, and how many go into that byte.
_MAP = 0xA0
_MOST_MEMBERS = 23
# COSE: labels of members of keys (RFC 9053, 7; RFC 8230, 4).
_KTY, _ALG, _CRV, _X, _Y, _N, _E = 1, 3, -1, -2, -3, -1, -2
# For each algorithm its type of key, the curve, and what has to be bytes.
_KINDS: dict[int, tuple[int, int | None, tuple[int, ...]]] = {
    -7: (2, 1, (_X, _Y)),
    -8: (1, 6, (_X,)),
    -35: (2, 2, (_X, _Y)),
    -36: (2, 3, (_X, _Y)),
    -53: (1, 7, (_X,)),
    -257: (3, None, (_N, _E)),
}
# Shorter ones are weak; longer ones cost more time than a request should.
_RSA_BITS = range(2048, 4097)
# In bytes: twice as many as such a key takes.  Each is stored as it was sent.
_LONGEST_KEY = 1100


@dataclass(frozen=True)
class AttestedKey:
    """The key in the authenticator data of a registration (WebAuthn L3, 6.5.1)."""

    credential_id: bytes
    aaguid: str
    algorithm: Any
    cose: bytes = field(repr=False)
    """The COSE key as it was sent."""


@dataclass(frozen=True)
class AuthenticatorFacts:
    """The facts that an authenticator signs (WebAuthn L3, 6.1)."""

    rp_id_hash: bytes
    is_user_present: bool
    is_user_verified: bool
    is_backup_eligible: bool
    is_backed_up: bool
    sign_count: int
    key: AttestedKey | None


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Raise `CeremonyError` for whatever a parser stumbles over."""
    try:
        yield
    except _STUMBLES as error:
        raise CeremonyError(what) from error


def parse_client_data(data: bytes) -> Mapping[str, Any]:
    """Return the client data (WebAuthn L3, 5.8.1); raise `CeremonyError`."""
    with _reading("client_data"):
        parsed = json.loads(
            data.removeprefix(_BYTE_ORDER_MARK).decode(),
            object_pairs_hook=_make_object,
        )
        if not isinstance(parsed, dict):
            raise TypeError
    return parsed


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        # Others might read the first of two members of one name.
        raise ValueError
    return made


def parse_attestation_object(data: bytes) -> AuthenticatorFacts:
    """Return the facts in an attestation object (WebAuthn L3, 6.5).

    Its statement is not looked at: none was asked for, and any may be there.  Raise
    `CeremonyError`.
    """
    with _reading("attestation_object"):
        found = _read_whole_map(data)["authData"]
        if not isinstance(found, bytes):
            raise TypeError
    return parse_authenticator_data(found)


def parse_attested_key(data: bytes) -> AttestedKey:
    """Return the key in attested credential data (WebAuthn L3, 6.5.1).

    Raise `CeremonyError`.
    """
    with _reading("key"):
        key, rest = _read_key(data)
        if rest:
            raise ValueError
    return key


def parse_authenticator_data(data: bytes) -> AuthenticatorFacts:
    """Return the facts in the authenticator data; raise `CeremonyError`."""
    with _reading("authenticator_data"):
        flags, sign_count = _FLAGS_AND_COUNT.unpack_from(data, _HASH_BYTES)
        rest = data[_HASH_BYTES + _FLAGS_AND_COUNT.size :]
        key = None
        if flags & _AT:
            key, rest = _read_key(rest)
        if flags & _ED:
            # Nobody asked for extensions; clients may add some.
            _, rest = _read_map(rest)
        if rest:
            raise ValueError
    return AuthenticatorFacts(
        rp_id_hash=data[:_HASH_BYTES],
        is_user_present=bool(flags & _UP),
        is_user_verified=bool(flags & _UV),
        is_backup_eligible=bool(flags & _BE),
        is_backed_up=bool(flags & _BS),
        sign_count=sign_count,
        key=key,
    )


def _read_key(data: bytes) -> tuple[AttestedKey, bytes]:
    """Return the key at the beginning of the data, and the bytes behind it."""
    aaguid, length = _KEY_HEAD.unpack_from(data)
    start = _KEY_HEAD.size
    end = start + length
    members, rest = _read_map(data[end:])
    key = AttestedKey(
        credential_id=data[start:end],
        aaguid=str(UUID(bytes=aaguid)),
        algorithm=members[_ALG],
        cose=data[end : len(data) - len(rest)],
    )
    return key, rest


def check_key(cose: bytes) -> None:
    """Raise `CeremonyError` for a COSE key that could verify no signature.

    Its type and curve must be those of its algorithm, and its numbers a key.
    """
    with _reading("key"):
        try:
            _load(cose).verify(b"", b"")
        except InvalidSignature:
            # Only a point that is on the curve comes this far.
            return
    raise CeremonyError("key")


def verify_signature(cose: bytes, signed: bytes, signature: bytes) -> None:
    """Raise `CeremonyError` if the key has not made the signature."""
    with _reading("key"):
        key = _load(cose)
    with _reading("signature"):
        try:
            key.verify(signed, signature)
        except InvalidSignature as error:
            raise CeremonyError("signature") from error


def _load(cose: bytes) -> CoseKey:
    if len(cose) > _LONGEST_KEY:
        raise ValueError
    members = _read_whole_map(cose)
    kind, curve, parts = _KINDS[members[_ALG]]
    if members[_KTY] != kind or (curve is not None and members[_CRV] != curve):
        raise ValueError
    # A point may be compressed in COSE, but not here (WebAuthn L3, 5.8.5).
    if not all(isinstance(members[part], bytes) for part in parts):
        raise TypeError
    if curve is None and _count_bits(members[_N]) not in _RSA_BITS:
        raise ValueError
    return CoseKey.parse(members)


def _count_bits(number: bytes) -> int:
    return int.from_bytes(number, "big").bit_length()


def _read_whole_map(data: bytes) -> Mapping[Any, Any]:
    members, rest = _read_map(data)
    if rest:
        raise ValueError
    return members


def _read_map(data: bytes) -> tuple[Mapping[Any, Any], bytes]:
    """Return the CBOR map at the beginning of the data, and the bytes behind it.

    The package makes do with the rest where a string is cut off, and with the last one
    of two members of one name: the one shows by a byte that is put behind the data, the
    other by the number of members, which the first byte has.
    """
    members, rest = cbor.decode_from(data + b"\0")
    if not rest or data[0] - _MAP != len(members) or len(members) > _MOST_MEMBERS:
        raise ValueError
    return members, rest[:-1]
