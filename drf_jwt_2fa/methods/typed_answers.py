"""Codes as people type and paste them."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable

# Signs that look like a hyphen, beside those of the category Pd: the minus sign, and
# what the hyphen key of a Japanese keyboard types.  Not the middle dot U+30FB.
_HYPHENS = "\u2212\u30fc\uff70"


class TypedAnswer(str):
    """An answer typed by a person; what a program gives is compared as it is.

    It is a string, since managers of projects take strings.
    """

    def __repr__(self) -> str:
        return "<TypedAnswer>"


def read_digits(answer: str) -> str:
    """Return the answer as a code of the digits 0 to 9, see `read_code`."""
    return read_code(answer, string.digits)


def read_code(answer: str, characters: str) -> str:
    """Return the answer as a code made of these characters, as far as it can be one.

    Spaces, line ends, hyphens and invisible characters are removed.  Full-width forms
    and the digits of every script stand for ASCII, and upper case for lower case or the
    other way round if no two of the characters differ in case only.  A character that
    is among `characters` is left alone, and so is one that cannot be read.
    """
    alphabet = frozenset(characters)
    has_one_case = _has_one_case(alphabet)
    return "".join(_read(one, alphabet, has_one_case) for one in answer)


def _read(char: str, alphabet: frozenset[str], has_one_case: bool) -> str:
    if char in alphabet:
        return char
    plain = _simplify(char)
    meanings = (plain, plain.upper(), plain.lower()) if has_one_case else (plain,)
    for meaning in meanings:
        # Those of several characters are in no alphabet.
        if meaning in alphabet:
            return meaning
    return "" if _is_separator(char) else char


def _simplify(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return "-" if _is_hyphen(char) else unicodedata.normalize("NFKC", char)


def _is_separator(char: str) -> bool:
    return char.isspace() or _is_hyphen(char) or unicodedata.category(char) == "Cf"


def _is_hyphen(char: str) -> bool:
    return char in _HYPHENS or unicodedata.category(char) == "Pd"


def _has_one_case(alphabet: Iterable[str]) -> bool:
    """Return whether no two of the characters differ in case only."""
    characters = list(alphabet)
    return all(
        len({change(one) for one in characters}) == len(characters)
        for change in (str.upper, str.lower, str.casefold)
    )
