"""Passkeys without an authenticator, for the tests of projects."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from django.db import transaction

from ...utils import base64url
from ..models import get_database
from ..store import passkeys as store
from ..store.rows import read_rows
from .rows import enroll

# COSE algorithms (RFC 9053, 2).
ES256, EDDSA, RS256 = -7, -8, -257

_UP, _UV, _BE, _BS, _AT = 0x01, 0x04, 0x08, 0x10, 0x40
_NO_AAGUID = bytes(16)
# What the caller of `answer` may replace.
_CLIENT_DATA = {"challenge", "origin", "type", "crossOrigin", "topOrigin"}
_OTHERS = {"rp_id", "flags", "sign_count", "userHandle", "signature", "id"}


@dataclass
class SoftwarePasskey:
    """A key that answers challenges as an authenticator does (WebAuthn L3, 6).

    Its attributes may be changed between two answers; `origin` is that of the page,
    https and the domain of the options if it is empty.  Of two answers, the second has
    the higher counter unless the key `is_synced`.
    """

    algorithm: int = ES256
    origin: str = ""
    is_user_verified: bool = True
    is_synced: bool = False
    is_discoverable: bool = True
    transports: tuple[str, ...] = ("internal",)
    sign_count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: str = ""
    private_key: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.private_key is None:
            self.private_key = _GENERATE[self.algorithm]()

    def register(self, options: Mapping[str, Any], **wrong: Any) -> dict[str, Any]:
        """Return the answer to the options of ``passkeys/setup/``.

        `wrong` replaces parts of it: see `answer`.
        """
        _check_names(wrong)
        from fido2 import cbor  # noqa: PLC0415  # Of an extra, for this alone.

        self.user_handle = options["user"]["id"]
        client = self._make_client_data("create", options["rp"]["id"], options, wrong)
        length = struct.pack(">H", len(self.credential_id))
        attested = _NO_AAGUID + length + self.credential_id + self.get_cose_key()
        data = self._make_data(options["rp"]["id"], wrong, _AT) + attested
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        response = {
            "clientDataJSON": base64url(client),
            "attestationObject": base64url(cbor.encode(statement)),
            "transports": list(self.transports),
        }
        extensions = {"credProps": {"rk": self.is_discoverable}}
        return self._finish(response, wrong, clientExtensionResults=extensions)

    def answer(self, options: Mapping[str, Any], **wrong: Any) -> dict[str, Any]:
        """Return the answer to a challenge, for the field ``credential``.

        `wrong` replaces parts of it: `rp_id`, `flags` (as a number), `sign_count`,
        members of the client data (`challenge`, `origin`, `type`, `crossOrigin`,
        `topOrigin`), and after signing `userHandle`, `signature` and `id`.  Raise
        `TypeError` for another name: a test with it would show nothing.
        """
        _check_names(wrong)
        self.sign_count += not self.is_synced
        client = self._make_client_data("get", options["rpId"], options, wrong)
        data = self._make_data(options["rpId"], wrong)
        signature = self._sign(data + hashlib.sha256(client).digest())
        response = {
            "clientDataJSON": base64url(client),
            "authenticatorData": base64url(data),
            "signature": wrong.get("signature", base64url(signature)),
            "userHandle": wrong.get("userHandle", self._find_user_handle()),
        }
        return self._finish(response, wrong, clientExtensionResults={})

    def get_cose_key(self) -> bytes:
        """Return the public key (RFC 9053, 7)."""
        from fido2 import cbor, cose  # noqa: PLC0415  # As above.

        kind = cose.CoseKey.for_alg(self.algorithm)
        return cbor.encode(kind.from_cryptography_key(self.private_key.public_key()))

    def _find_user_handle(self) -> str | None:
        # An authenticator stores it with a discoverable key alone.
        return (self.user_handle or None) if self.is_discoverable else None

    def _finish(
        self, response: Mapping[str, Any], wrong: Mapping[str, Any], **more: Any
    ) -> dict[str, Any]:
        identifier = wrong.get("id", base64url(self.credential_id))
        return {
            "id": identifier,
            "rawId": identifier,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": dict(response),
            **more,
        }

    def _make_client_data(
        self,
        kind: str,
        rp_id: str,
        options: Mapping[str, Any],
        wrong: Mapping[str, Any],
    ) -> bytes:
        client = {
            "type": f"webauthn.{kind}",
            "challenge": options["challenge"],
            "origin": self.origin or f"https://{rp_id}",
            "crossOrigin": False,
        }
        replaced = {
            name: value for name, value in wrong.items() if name in _CLIENT_DATA
        }
        return json.dumps({**client, **replaced}).encode()

    def _make_data(
        self, rp_id: str, wrong: Mapping[str, Any], more_flags: int = 0
    ) -> bytes:
        """Return authenticator data without a key (WebAuthn L3, 6.1)."""
        flags = _UP | more_flags
        flags |= _UV * self.is_user_verified | (_BE | _BS) * self.is_synced
        rp_id_hash = hashlib.sha256(wrong.get("rp_id", rp_id).encode()).digest()
        count = wrong.get("sign_count", self.sign_count)
        return rp_id_hash + struct.pack(">BI", wrong.get("flags", flags), count)

    def _sign(self, message: bytes) -> bytes:
        arguments: tuple[Any, ...] = {
            ES256: (ec.ECDSA(hashes.SHA256()),),
            EDDSA: (),
            RS256: (padding.PKCS1v15(), hashes.SHA256()),
        }[self.algorithm]
        signature: bytes = self.private_key.sign(message, *arguments)
        return signature


def _check_names(wrong: Mapping[str, Any]) -> None:
    unknown = sorted(wrong.keys() - _CLIENT_DATA - _OTHERS)
    if unknown:
        raise TypeError(f"An answer has no part called {unknown[0]!r}")


def create_passkey(user: Any, **properties: Any) -> SoftwarePasskey:
    """Enrol a passkey for the user, and return it.

    It is as if that was long ago: no mail, no signal, and no recovery codes yet.
    `properties` are attributes of the passkey.
    """
    key = SoftwarePasskey(**properties)
    key.user_handle = store.get_user_handle(user)
    with transaction.atomic(using=get_database()):
        row = read_rows(user.pk).get(store.PASSKEY) or enroll(user, store.PASSKEY)
        store.add_passkey(
            row,
            "Passkey",
            key.credential_id,
            public_key=key.get_cose_key(),
            sign_count=key.sign_count,
            is_backup_eligible=key.is_synced,
            is_backed_up=key.is_synced,
            is_uv_initialized=key.is_user_verified,
            is_discoverable=key.is_discoverable,
            transports=key.transports,
            aaguid="00000000-0000-0000-0000-000000000000",
        )
    return key


def _generate_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


_GENERATE: dict[int, Any] = {
    ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
    EDDSA: ed25519.Ed25519PrivateKey.generate,
    RS256: _generate_rsa,
}
