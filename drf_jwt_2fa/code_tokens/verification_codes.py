"""Make, hash and compare verification codes."""

from __future__ import annotations

import secrets
from typing import Any

from django.utils.crypto import get_random_string

from ..hashers import check_code, hash_code
from ..keys import current_keys, get_extension_secrets
from ..settings import api_settings


class _FromSettings:
    """An attribute that a class or an instance may replace with a plain value."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(api_settings, self._name)


class VerificationCodes:
    """Make, hash and compare verification codes; each piece may be overridden."""

    code_length: int = _FromSettings("CODE_LENGTH")  # type: ignore[assignment]
    code_chars: str = _FromSettings("CODE_CHARACTERS")  # type: ignore[assignment]

    def generate_verification_code(self) -> str:
        """Return a new random code."""
        return "".join(
            secrets.choice(self.code_chars) for _position in range(self.code_length)
        )

    def hash_verification_code(self, code: str) -> tuple[str, str]:
        """Return the hash of the code and the nonce that was hashed with it."""
        nonce = get_random_string(10)
        return hash_code(self.extend_code(code, nonce)), nonce

    def is_verification_code_ok(self, code: str, nonce: str, hashed_code: str) -> bool:
        """Return whether this is the code that was hashed with the nonce."""
        # A code from before a key rotation was extended with an older secret.
        retired = (code + nonce + secret for secret in get_extension_secrets()[1:])
        extended_codes = [self.extend_code(code, nonce), *retired]
        return any(_is_hash_of(extended, hashed_code) for extended in extended_codes)

    def extend_code(self, code: str, nonce: str) -> str:
        """Return the text to hash for a code.

        Without the secret in it, the client could try codes against the hash in the
        code token.
        """
        return code + nonce + current_keys().extension_secret


def _is_hash_of(extended_code: str, hashed_code: str) -> bool:
    try:
        return check_code(extended_code, hashed_code)
    except ValueError:
        # A hasher cannot have hashed text that it refuses: bcrypt stops at 72 bytes.
        return False
