"""Keep codes and addresses readable within text that runs from right to left."""

from __future__ import annotations

import unicodedata

# UAX #9, 2.4 to 2.6.  What stands between the first two has a direction of its own, and
# counts as one neutral character outside.  The third is a letter without width.
_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_END = "\N{POP DIRECTIONAL ISOLATE}"
_MARK = "\N{RIGHT-TO-LEFT MARK}"


def runs_right_to_left(text: str) -> bool:
    """Return whether the text has a letter of a script that runs so."""
    # Not `get_language_bidi`: where our catalogue is not installed, the active language
    # is Arabic and the mail is in English, which must get no marks.
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def isolate(fact: str, text: str) -> str:
    """Return the fact as it can stand in this text.

    In text from right to left, an IPv6 address or ``12-34`` would be shown with its
    parts in another order.  A number keeps its order by itself, and is left as it is:
    programs that look for codes in mails find it, and nobody copies marks with it.
    """
    if fact.isdigit() or not runs_right_to_left(text):
        return fact
    return f"{_ISOLATE}{fact}{_END}"


def end_paragraph(text: str) -> str:
    """Return the paragraph with a mark at its end if it runs from right to left.

    Many mail programs lay out every paragraph from left to right.  There, a fact at the
    end and the full stop after it would be shown before the text.
    """
    return f"{text}{_MARK}" if runs_right_to_left(text) else text
