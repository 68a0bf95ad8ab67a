"""Encryption of secrets at rest: AES-256-GCM (NIST SP 800-38D), with key rotation."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured

from ...keys import get_secret_keys
from ...methods import MethodUnavailableError
from ...settings import api_settings

logger = logging.getLogger(__name__)

KEY_BYTES = 32
_NONCE_BYTES = 12  # The length that GCM is made for: 96 bits.


class SecretUnreadableError(MethodUnavailableError):
    """No key opens the secret: it is of another row, was altered, or lost its key."""


@dataclass(frozen=True)
class Key:
    """A key of the ring; its `id` identifies it, and reveals nothing of it."""

    id: str
    material: bytes = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """A secret as it is stored, with the id of the key that opens it."""

    secret: str
    key_id: str


def seal(secret: bytes, purpose: str, user_pk: Any) -> Sealed:
    """Return the secret, encrypted with the first key for this user and purpose only.

    In the row of another user or for another purpose, it cannot be opened.
    """
    key = get_keys()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    ciphertext = AESGCM(key.material).encrypt(nonce, secret, _bind(purpose, user_pk))
    return Sealed(base64.b64encode(nonce + ciphertext).decode(), key.id)


def unseal(sealed: Sealed, purpose: str, user_pk: Any) -> bytes:
    """Return the secret; raise `SecretUnreadableError` if no key opens it."""
    try:
        data = base64.b64decode(sealed.secret, validate=True)
    except ValueError:
        data = b""
    nonce, ciphertext = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    for key in get_keys():
        if key.id == sealed.key_id:
            try:
                bound = _bind(purpose, user_pk)
                return AESGCM(key.material).decrypt(nonce, ciphertext, bound)
            except (InvalidTag, ValueError):  # The latter for text that is cut short.
                continue
    message = "The secret for %s of user %s cannot be decrypted with key %s"
    logger.error(message, purpose, user_pk, sealed.key_id)
    raise SecretUnreadableError


def get_keys() -> list[Key]:
    """Return the ring: the first key encrypts, all of them decrypt.

    Those that are derived from ``SECRET_KEY`` and its fallbacks come last, so that what
    they encrypted can be read, and rotated, once ``ENCRYPTION_KEYS`` is set.
    """
    explicit = _read_keys(tuple(api_settings.ENCRYPTION_KEYS))
    return explicit + [_derive_key(secret_key) for secret_key in get_secret_keys()]


def parse_key(text: Any) -> bytes:
    """Return the key that is written like this; raise `ValueError` if it is not one."""
    try:
        # Either alphabet of RFC 4648: tools that make keys write both.
        standard = text.replace("-", "+").replace("_", "/")
        material = base64.b64decode(standard, validate=True)
    except (AttributeError, ValueError):
        # Not chained: the error may show the key.
        raise ValueError("is not base64") from None
    if len(material) != KEY_BYTES:
        raise ValueError(f"is of {len(material)} bytes, not {KEY_BYTES}")
    return material


def _read_keys(texts: Sequence[str]) -> list[Key]:
    try:
        return [_make_key(parse_key(text)) for text in texts]
    except ValueError as error:
        message = f"One of JWT2FA_AUTH['ENCRYPTION_KEYS'] {error}."
        raise ImproperlyConfigured(message) from error


@lru_cache(maxsize=8)
def _derive_key(secret_key: bytes) -> Key:
    label = b"drf_jwt_2fa secrets at rest"
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label)
    return _make_key(kdf.derive(secret_key))


def _make_key(material: bytes) -> Key:
    return Key(hashlib.sha256(material).hexdigest()[:8], material)


def _bind(purpose: str, user_pk: Any) -> bytes:
    return f"drf_jwt_2fa\0{purpose}\0{user_pk}".encode()
