"""Facts keep their order in text from right to left, and other text has no marks."""

import pytest

from drf_jwt_2fa.sending.directions import (
    end_paragraph,
    isolate,
    runs_right_to_left,
)

ARABIC = "العنوان: {ip}."
HEBREW = "כתובת: {ip}."
PERSIAN = "نشانی: {ip}."
RIGHT_TO_LEFT = [ARABIC, HEBREW, PERSIAN]
OTHERS = ["Address: {ip}.", "住所は {ip} です。", "Адрес: {ip}.", "{ip}: 12", ""]


@pytest.mark.parametrize("text", RIGHT_TO_LEFT)
def test_a_fact_has_a_direction_of_its_own(text):
    assert runs_right_to_left(text)
    assert isolate("2001:db8::1", text) == "\u20682001:db8::1\u2069"
    assert isolate("12-34", text) == "\u206812-34\u2069"


@pytest.mark.parametrize("text", RIGHT_TO_LEFT)
def test_a_number_is_left_as_it_is(text):
    assert isolate("0123456", text) == "0123456"


@pytest.mark.parametrize("text", RIGHT_TO_LEFT)
def test_the_full_stop_of_a_paragraph_stays_behind_it(text):
    assert end_paragraph(text) == f"{text}\u200f"


@pytest.mark.parametrize("text", OTHERS)
def test_other_text_has_no_marks(text):
    assert not runs_right_to_left(text)
    assert isolate("2001:db8::1", text) == "2001:db8::1"
    assert end_paragraph(text) == text
