"""Hash codes: with Django's password hashers, or under a key and at no cost."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from django.contrib.auth.hashers import (
    BasePasswordHasher,
    check_password,
    get_hasher,
    make_password,
    mask_hash,
)
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from .keys import current_keys, derive_stored_keys, get_extension_secrets
from .settings import api_settings

# The purpose of the key.
_RECOVERY = "recovery-code"


class _KeyedHasher(BasePasswordHasher):
    """HMAC-SHA256 (RFC 2104) under a key of this site.

    A slow hash protects secrets that are hashed without a key, because anybody with the
    hash can try guesses.  Here, guessing takes the key, too.  Never hash passwords with
    it: they must stay safe even from an attacker with both the database and the key.
    """

    def _encode(self, password: str, salt: str, secret: str) -> str:
        # The same secret keys other digests, none of which begins like this.
        message = f"{self.algorithm}${salt}${password}".encode()
        digest = hmac.digest(secret.encode(), message, "sha256")
        return f"{self.algorithm}${salt}${base64.b64encode(digest).decode()}"

    def decode(self, encoded: str) -> dict[str, Any]:
        """Return the parts of the hash; raise `ValueError` if it is not one of ours."""
        algorithm, salt, digest = encoded.split("$", 2)
        if algorithm != self.algorithm:
            raise ValueError(f"Not a hash by {self.algorithm}")
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """Return the parts of the hash that may be shown."""
        parts = self.decode(encoded)
        return {**parts, "salt": mask_hash(parts["salt"]), "hash": "*" * 6}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Do nothing: there is no work factor to make up for."""


class KeyedCodeHasher(_KeyedHasher):
    """HMAC-SHA256 (RFC 2104) under ``CODE_EXTENSION_SECRET``, for codes only."""

    algorithm = "keyed_hmac_sha256"

    def encode(self, password: str, salt: str) -> str:
        """Return the hash as ``algorithm$salt$digest``."""
        return self._encode(password, salt, current_keys().extension_secret)

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether this is the hash of the password, under any accepted key."""
        salt = self.decode(encoded)["salt"]
        return any(
            constant_time_compare(encoded, self._encode(password, salt, secret))
            for secret in get_extension_secrets()
        )


class KeyedRecoveryCodeHasher(_KeyedHasher):
    """HMAC-SHA256 (RFC 2104) under a key of its own, for recovery codes only.

    They are stored for years, in which keys change.  Each hash names its key, so that
    `manage.py rotate_2fa_keys` can say how many still need an earlier one.
    """

    algorithm = "keyed_recovery_hmac_sha256"

    def encode(self, password: str, salt: str) -> str:
        """Return the hash as ``algorithm$key_id.salt$digest``."""
        secret = derive_stored_keys(_RECOVERY)[0]
        return self._encode(password, f"{_identify(secret)}.{salt}", secret)

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether this is the hash of the password, under the key it names."""
        salt = self.decode(encoded)["salt"]
        secret = _find_secret(salt)
        return secret is not None and constant_time_compare(
            encoded, self._encode(password, salt, secret)
        )

    def has_key(self, encoded: str) -> bool:
        """Return whether the key that the hash names is there."""
        return _find_secret(self.decode(encoded)["salt"]) is not None

    def get_prefix(self) -> str:
        """Return the beginning of all hashes under the present key."""
        return f"{self.algorithm}${_identify(derive_stored_keys(_RECOVERY)[0])}."


def _find_secret(salt: str) -> str | None:
    key_id = salt.partition(".")[0]
    known = derive_stored_keys(_RECOVERY)
    return next((secret for secret in known if _identify(secret) == key_id), None)


def _identify(secret: str) -> str:
    """Return the ID of a key, which reveals nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


def hash_code(extended_code: str, setting: str = "CODE_HASHER") -> str:
    """Return the hash that the hasher of this setting makes."""
    return make_password(extended_code, hasher=get_code_hasher(setting) or "default")


def check_code(extended_code: str, encoded: str, setting: str = "CODE_HASHER") -> bool:
    """Return whether this is the text that was hashed, by the hasher that made the
    hash.

    That need not be the one of the setting: what was hashed before keeps its hash when
    the setting changes.
    """
    algorithm = encoded.partition("$")[0]
    keyed = (KeyedCodeHasher(), KeyedRecoveryCodeHasher())
    for hasher in (get_code_hasher(setting), *keyed):
        if hasher is not None and hasher.algorithm == algorithm:
            is_right: bool = hasher.verify(extended_code, encoded)
            return is_right
    return check_password(extended_code, encoded)


def get_code_hasher(setting: str = "CODE_HASHER") -> Any:
    """Return the hasher that this setting names, `None` for Django's first.

    Raise `ImproperlyConfigured` if there is none of that name.
    """
    hasher: Any = getattr(api_settings, setting)
    try:
        if isinstance(hasher, str):
            # Names of hashers have no dots in them.
            hasher = import_string(hasher) if "." in hasher else get_hasher(hasher)
        return hasher() if isinstance(hasher, type) else hasher
    except Exception as error:
        # An imported module, or a class that is not a hasher, may raise anything.
        message = f"JWT2FA_AUTH[{setting!r}] is not a hasher: {error}"
        raise ImproperlyConfigured(message) from error
