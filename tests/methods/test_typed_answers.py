import string
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings, strategies as st
from testproject.typed import FORMS

from drf_jwt_2fa.methods.typed_answers import TypedAnswer, read_code, read_digits

thoroughly = settings(derandomize=True, deadline=None, max_examples=200)
any_text = st.text(alphabet=st.characters(codec=None), max_size=100)
every_character = [chr(number) for number in range(sys.maxunicode + 1)]
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@pytest.mark.parametrize("write", FORMS)
def test_how_a_code_is_typed_does_not_matter(write):
    assert read_digits(write("1234567")) == "1234567"
    assert read_code(write("ABCDEFG"), UPPER) == "ABCDEFG"
    assert read_code(write("123abc"), "0123456789abcdef") == "123abc"


def test_a_digit_of_any_script_is_read():
    digits = [one for one in every_character if unicodedata.category(one) == "Nd"]

    assert len(digits) > 600
    for digit in digits:
        assert read_digits(digit) == str(unicodedata.decimal(digit))


def test_every_space_dash_and_invisible_character_is_removed():
    for one in every_character:
        if one.isspace() or unicodedata.category(one) in {"Zs", "Zl", "Zp", "Cf", "Pd"}:
            assert read_digits(f"1{one}2") == "12"
    for one in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2212\u30fc\uff70":
        assert read_digits(f"1{one}2") == "12"


@pytest.mark.parametrize(
    "one", ["\0", ".", ",", "_", "/", "\u30fb", "a", "\ud800", "½"]
)
def test_another_character_is_left_where_it_is(one):
    assert read_digits(f"1{one}2") == f"1{one}2"


@pytest.mark.parametrize(
    ("characters", "answer", "code"),
    [
        # What is in the alphabet is never touched.
        ("ab -", "a b-", "a b-"),
        ("ab\u200b", "a\u200bb", "a\u200bb"),
        ("12\u0661", "1\u0661 2", "1\u06612"),
        ("1\uff11", "\uff11 1", "\uff111"),
        # Where a space or hyphen counts, all of them are that one.
        ("ab ", "a\u00a0b", "a b"),
        ("ab-", "a\u2013b\u2212a\u30fcb", "a-b-a-b"),
        # There is nothing that it could stand for.
        ("ab", "\uff11\u0661", "\uff11\u0661"),
        ("23456789", "\u0661\u0662", "\u06612"),
        # One case.
        ("ABC", "abC", "ABC"),
        ("abc", "ABc", "abc"),
        ("ABC", "\uff41\uff22c", "ABC"),
        ("aB", "Ab", "aB"),
        ("ÄÖ", "äö", "ÄÖ"),
        ("ΑΣ", "ας", "ΑΣ"),
        ("SE", "ße", "ßE"),
        # Both cases, in one way or another.
        ("aAb", "B", "B"),
        ("abcA", "C", "C"),
        ("σςω", "Ω", "Ω"),
        ("K\u212aa", "A", "A"),
        ("ßẞa", "A", "A"),
        ("é☃", "É☃ é", "é☃é"),
    ],
)
def test_a_code_is_read_with_the_characters_that_codes_have(characters, answer, code):
    assert read_code(answer, characters) == code


@given(answer=any_text, characters=any_text)
@example(answer="\ufdfa" * 64, characters=string.digits)
@thoroughly
def test_any_answer_is_read_and_grows_no_longer(answer, characters):
    code = read_code(answer, characters)

    assert len(code) <= len(answer)
    assert set(code) <= set(characters) | set(answer)
    assert read_code(code, characters) == code


@given(
    data=st.data(), characters=st.text(alphabet=st.characters(codec=None), min_size=1)
)
@thoroughly
def test_a_code_is_read_as_itself(data, characters):
    code = data.draw(st.text(alphabet=characters, max_size=64))

    assert read_code(code, characters) == code


def test_an_answer_is_text_and_not_shown():
    answer = TypedAnswer("1234567")

    assert answer == "1234567"
    assert repr(answer) == "<TypedAnswer>"
