"""QR codes for pages to show."""

from __future__ import annotations

import segno
from django.utils.safestring import mark_safe


def draw_qr_code(text: str) -> str:
    """Return a QR code of the text as an SVG image in a ``data:`` URI.

    The text has 2331 bytes at most.
    """
    # On white: a page may be dark, and readers want dark on light.
    uri: str = segno.make_qr(text, error="m").svg_data_uri(scale=5, light="white")
    return uri


def draw_inline_qr_code(text: str) -> str:
    """Return a QR code of the text as an SVG element, safe to be put into a page.

    A policy without ``data:`` images (Content Security Policy) does not keep it from
    being shown.  It is made of numbers: nothing of the text is in it.
    """
    # On white, as above; without classes, which the page might know.
    drawing = segno.make_qr(text, error="m").svg_inline(
        scale=5, light="white", svgclass=None, lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308
