"""QR codes for pages to show."""

from __future__ import annotations

import segno


def draw_qr_code(text: str) -> str:
    """Return a QR code of the text as an SVG image in a ``data:`` URI.

    The text has 2331 bytes at most.
    """
    # On white: a page may be dark, and readers want dark on light.
    uri: str = segno.make_qr(text, error="m").svg_data_uri(scale=5, light="white")
    return uri
