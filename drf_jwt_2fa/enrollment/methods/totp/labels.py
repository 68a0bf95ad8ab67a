"""Shorten and clean names for provisioning URIs, so that they fit a QR code."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

# The ratio sign: it looks like a colon, and no app splits a label there.
_COLON_LOOKALIKE = "\u2236"
_ELLIPSIS = "\u2026"
_JOINER = "\u200d"


def quote_text(text: str) -> str:
    """Return the text as it stands in a URI (RFC 3986, 2.1)."""
    return quote(text, safe="@")


def clean(text: str) -> str:
    """Return the text without characters that UTF-8 cannot express or apps strip."""
    return text.encode("utf-8", "replace").decode().strip()


def replace_colons(text: str) -> str:
    """Return the text with a sign that looks like a colon in place of each colon."""
    return text.replace(":", _COLON_LOOKALIKE)


def shorten(text: str, room: int) -> str:
    """Return the text, with an ellipsis if more than `room` characters of a URI.

    A letter may take nine of them.  No letter or symbol is cut in two.
    """
    if len(quote_text(text)) <= room:
        return text
    left = room - len(quote_text(_ELLIPSIS))
    end = 0
    while (left := left - len(quote_text(text[end]))) >= 0:
        end += 1
    while end and _are_joined(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _are_joined(before: str, after: str) -> bool:
    """Return whether the two are parts of one letter or symbol, as people see it."""
    is_mark = unicodedata.category(after).startswith("M")
    is_skin_tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    return is_mark or is_skin_tone or _JOINER in (before, after)
