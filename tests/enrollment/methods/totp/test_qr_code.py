"""Any name gives a QR code that the camera of a phone reads."""

import re
from urllib.parse import unquote

from django.utils.safestring import SafeString
from enrollment.methods.totp.names import with_any_names

from drf_jwt_2fa.enrollment.methods.totp import rfc6238 as totp
from drf_jwt_2fa.enrollment.methods.totp.qr_code import (
    draw_inline_qr_code,
    draw_qr_code,
)

SECRET = b"12345678901234567890"


def count_modules(image):
    """Return how many modules a side of the QR code has, without its border."""
    size = int(re.search(r"height='(\d+)'", unquote(image))[1])
    return size // 5 - 8


@with_any_names
def test_any_name_gives_a_qr_code_that_a_phone_can_read(account, issuer):
    uri = totp.make_provisioning_uri(SECRET, account, issuer)

    assert uri.isascii()
    assert len(uri) <= 600
    # Version 19; the largest, 40, has 177.
    assert count_modules(draw_qr_code(uri)) <= 93


def test_the_qr_code_of_a_short_name_is_small():
    uri = totp.make_provisioning_uri(SECRET, "ann@example.org", "Example")

    assert count_modules(draw_qr_code(uri)) <= 57


def test_in_a_page_it_is_an_element_without_style_or_text():
    drawing = draw_inline_qr_code("otpauth://totp/<script>&\"'")

    assert drawing.startswith("<svg ")
    assert isinstance(drawing, SafeString)
    assert "script" not in drawing
    assert "style" not in drawing
    assert "class" not in drawing
