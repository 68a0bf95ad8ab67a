"""Recovery codes that other packages made, as they are typed and compared."""

from __future__ import annotations

import base64
import hmac
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ....hashers import check_code, hash_code
from ....keys import derive_stored_keys
from ....methods import typed_answers
from ...models import RecoveryCode

# Our own codes are longer: no answer can be both.
SHORTEST, LONGEST = 8, 14
# Each of them may cost a slow hash for each guess; there are as many of ours.
MOST_HASHED = 10
# The setting.  Its default, a keyed hash, is worth more than a slow one: eight digits
# are guessed through a slow hash in days by whoever has the table, and never without
# the key.
HASHER = "RECOVERY_CODE_HASHER"

_CHARACTERS = string.ascii_letters + string.digits
_SELECTOR_KEY = "recovery-selector"
_HASHED = "legacy-"


@dataclass(frozen=True)
class Origin:
    """A package that made recovery codes; `group` is the length of what hyphens part.

    That matters where the package hashed the code with its hyphens.
    """

    has_two_cases: bool = False
    group: int = 0

    def write(self, characters: str) -> str:
        """Return the code as the package writes it."""
        if not self.group:
            return characters
        starts = range(0, len(characters), self.group)
        return "-".join(characters[start : start + self.group] for start in starts)

    def fold(self, characters: str) -> str:
        """Return the characters as they are compared."""
        return characters if self.has_two_cases else characters.lower()


ORIGINS = {
    "allauth": Origin(),
    "dj-rest-auth": Origin(),
    "django-mfa": Origin(has_two_cases=True),
    "django-mfa2": Origin(has_two_cases=True, group=5),
    "django-otp": Origin(),
    "drf-auth-kit": Origin(has_two_cases=True),
    "mfa3": Origin(has_two_cases=True, group=5),
    "trench": Origin(has_two_cases=True),
}


def read_foreign(answer: str) -> str | None:
    """Return the characters of a foreign code, `None` if it cannot be one."""
    typed = typed_answers.read_code(answer, _CHARACTERS)
    is_code = SHORTEST <= len(typed) <= LONGEST and set(typed) <= set(_CHARACTERS)
    return typed if is_code else None


def make_clear_row(origin: str, code: str, user_pk: Any) -> RecoveryCode | None:
    """Return the row of a code that is known, `None` if nobody could type it."""
    typed = read_foreign(code)
    if typed is None:
        return None
    characters = ORIGINS[origin].fold(typed)
    return RecoveryCode(
        origin=origin,
        selector=_select(characters, user_pk)[0],
        hash=hash_code(_bind(characters, user_pk), HASHER),
    )


def make_hashed_row(origin: str, encoded: str, number: int) -> RecoveryCode:
    """Return the row of a code of which the package knows no more than its hash."""
    return RecoveryCode(origin=origin, selector=f"{_HASHED}{number}", hash=encoded)


def find_foreign(
    codes: Sequence[RecoveryCode], characters: str, user_pk: Any
) -> RecoveryCode | None:
    """Return the code that these characters are, `None` if they are none.

    One hash is compared whatever was typed, and after it those without a selector.
    """
    folded = ORIGINS[codes[0].origin].fold(characters)
    found = _find_selected(codes, folded, user_pk)
    return found or _find_hashed(codes, folded)


def _find_selected(
    codes: Sequence[RecoveryCode], characters: str, user_pk: Any
) -> RecoveryCode | None:
    known = [code for code in codes if not _is_hashed(code)]
    selectors = _select(characters, user_pk)
    found = next((code for code in known if code.selector in selectors), None)
    # Where there is no such code, another one is compared: it takes as long.
    compared = found or next(iter(known), None)
    guess = _bind(characters, user_pk)
    is_same = compared is not None and check_code(guess, compared.hash, HASHER)
    return found if is_same else None


def _find_hashed(codes: Sequence[RecoveryCode], characters: str) -> RecoveryCode | None:
    written = ORIGINS[codes[0].origin].write(characters)
    hashed = [code for code in codes if _is_hashed(code)][:MOST_HASHED]
    return next(
        (code for code in hashed if check_code(written, code.hash, HASHER)), None
    )


def _is_hashed(code: RecoveryCode) -> bool:
    return code.selector.startswith(_HASHED)


def _select(characters: str, user_pk: Any) -> list[str]:
    """Return the selectors of a code, one for each key, the present one first.

    They are keyed: codes of eight digits are short enough to be found from any part of
    them that a stolen table shows.
    """
    message = f"{user_pk}\0{characters}".encode()
    digests = [
        hmac.digest(key.encode(), message, "sha256")
        for key in derive_stored_keys(_SELECTOR_KEY)
    ]
    return [base64.b32encode(digest)[:8].decode() for digest in digests]


def _bind(characters: str, user_pk: Any) -> str:
    """Return what is hashed; the code comes first, as bcrypt reads 72 bytes at most."""
    return f"{characters}{user_pk}"
