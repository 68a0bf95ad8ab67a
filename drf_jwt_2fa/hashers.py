"""Hash verification codes: with Django's password hashers, or at no cost."""

from __future__ import annotations

import base64
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

from .keys import current_keys, get_extension_secrets
from .settings import api_settings


class KeyedCodeHasher(BasePasswordHasher):
    """HMAC-SHA256 (RFC 2104) under ``CODE_EXTENSION_SECRET``, for codes only.

    A slow hash protects secrets that are hashed without a key, because anybody with the
    hash can try guesses.  Here, guessing takes the key, too.  Never hash passwords with
    it: they must stay safe even from an attacker with both the database and the key.
    """

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


def hash_code(extended_code: str) -> str:
    """Return the hash that the hasher of ``CODE_HASHER`` makes."""
    return make_password(extended_code, hasher=get_code_hasher() or "default")


def check_code(extended_code: str, encoded: str) -> bool:
    """Return whether this is the text that was hashed, by the hasher that made the
    hash.

    That need not be the one in ``CODE_HASHER``: code tokens that were issued keep their
    hash when the setting changes.
    """
    algorithm = encoded.partition("$")[0]
    for hasher in (get_code_hasher(), KeyedCodeHasher()):
        if hasher is not None and hasher.algorithm == algorithm:
            is_right: bool = hasher.verify(extended_code, encoded)
            return is_right
    return check_password(extended_code, encoded)


def get_code_hasher() -> Any:
    """Return the hasher that ``CODE_HASHER`` names, `None` for Django's first.

    Raise `ImproperlyConfigured` if there is none of that name.
    """
    hasher: Any = api_settings.CODE_HASHER
    try:
        if isinstance(hasher, str):
            # Names of hashers have no dots in them.
            hasher = import_string(hasher) if "." in hasher else get_hasher(hasher)
        return hasher() if isinstance(hasher, type) else hasher
    except Exception as error:
        # An imported module, or a class that is not a hasher, may raise anything.
        message = f"JWT2FA_AUTH['CODE_HASHER'] is not a hasher: {error}"
        raise ImproperlyConfigured(message) from error
