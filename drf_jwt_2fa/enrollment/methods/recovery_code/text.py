"""Recovery codes as people read and type them."""

from __future__ import annotations

from ....methods import typed_answers

# Crockford's base 32: without I, L, O and U; what looks like a digit is read as it.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_SELECTOR_LENGTH = 3
_SECRET_LENGTH = 13  # 65 bits; NIST SP 800-63B-4, 3.1.2.1 wants 20, we want 64.
LENGTH = _SELECTOR_LENGTH + _SECRET_LENGTH
_GROUP_LENGTH = 4


def write_code(characters: str) -> str:
    """Return the code in groups: ``"7K3P-…"``."""
    starts = range(0, len(characters), _GROUP_LENGTH)
    return "-".join(characters[start : start + _GROUP_LENGTH] for start in starts)


def read_code(answer: str) -> str | None:
    """Return the characters of a code as it was typed, `None` if it cannot be one.

    Upper and lower case, spaces, hyphens and full-width forms do not matter.
    """
    typed = typed_answers.read_code(answer, ALPHABET + "OIL")
    characters = typed.translate(_LOOKALIKES)
    is_code = len(characters) == LENGTH and set(characters) <= set(ALPHABET)
    return characters if is_code else None


def split_code(characters: str) -> tuple[str, str]:
    """Return the selector, which is no secret, and the secret."""
    return characters[:_SELECTOR_LENGTH], characters[_SELECTOR_LENGTH:]
