"""Recovery codes as people read and type them."""

import pytest
from testproject.typed import FORMS

from drf_jwt_2fa.enrollment.methods.recovery_code.text import (
    read_code,
    split_code,
    write_code,
)

CODE = "7K3P0Q2ZM8VTABCD"


def test_a_code_is_written_in_groups():
    assert write_code(CODE) == "7K3P-0Q2Z-M8VT-ABCD"


@pytest.mark.parametrize("write", [*FORMS, str.lower])
def test_how_it_is_typed_does_not_matter(write):
    assert read_code(write(write_code(CODE))) == CODE


def test_lookalikes_are_the_same():
    assert read_code("oOiI-lL23-4567-89AB") == "0011112345678" + "9AB"
    assert read_code("\uff2f\uff4fiI-lL23-4567-89AB") == "0011112345678" + "9AB"


@pytest.mark.parametrize("answer", ["", "7K3P", "U" * 16, f"{CODE}7", CODE[:-1] + "!"])
def test_what_cannot_be_a_code(answer):
    assert read_code(answer) is None


def test_the_beginning_finds_the_row_and_the_rest_is_secret():
    assert split_code(CODE) == ("7K3", "P0Q2ZM8VTABCD")
