"""Names in a URI are short, and whole to who reads them."""

from urllib.parse import quote

import pytest

from drf_jwt_2fa.enrollment.methods.totp.labels import (
    clean,
    quote_text,
    replace_colons,
    shorten,
)


def test_what_a_uri_cannot_say_is_replaced():
    assert clean(" Ex\ud800ample\n") == "Ex?ample"
    assert quote_text("Ann & Söns@x") == "Ann%20%26%20S%C3%B6ns@x"


def test_a_colon_becomes_what_looks_like_one():
    assert replace_colons("a:b:c") == "a\u2236b\u2236c"


def test_what_fits_is_left_alone():
    assert shorten("abcdef", 6) == "abcdef"


@pytest.mark.parametrize(
    ("room", "shortened"),
    [(14, "abcde…"), (13, "abcd…"), (10, "a…"), (9, "…"), (0, "…")],
)
def test_an_ellipsis_stands_for_the_end(room, shortened):
    assert shorten("abcdefghijklmnop", room) == shortened


@pytest.mark.parametrize(
    "symbol",
    ["e\u0301", "\U0001f44d\U0001f3fd", "\U0001f468\u200d\U0001f469", "\u0915\u093f"],
)
def test_a_symbol_is_not_cut_in_two(symbol):
    for room in range(9, len(quote(symbol)) + 10):
        assert shorten(f"{symbol}{symbol}{symbol}", room) in (
            "…",
            f"{symbol}…",
            f"{symbol}{symbol}…",
            symbol * 3,
        )
