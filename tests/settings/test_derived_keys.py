"""Keys derived from a secret key."""

import os

import pytest

from drf_jwt_2fa.settings.derived_keys import (
    derive_code_extension_secret,
    derive_code_token_secret_key,
    derive_key,
    is_key,
)
from drf_jwt_2fa.utils import hash_string


def test_the_keys_are_those_of_1_0_0():
    assert derive_code_token_secret_key("secret") == hash_string("2fa-code-secret")
    assert derive_code_extension_secret("secret") == hash_string("2fa-ext-secret")


def test_each_purpose_has_a_key_of_its_own():
    assert len({derive_key(purpose, "secret") for purpose in ("a", "b", "code")}) == 3


def test_a_secret_key_of_bytes_is_that_of_its_text():
    assert derive_key("code", "schlüssel".encode()) == derive_key("code", "schlüssel")


def test_a_secret_key_may_be_any_bytes():
    first, second = os.urandom(32) + b"\xff", os.urandom(32) + b"\xff"

    assert derive_key("code", first) != derive_key("code", second)


@pytest.mark.parametrize("value", [None, "", b"", " ", "None", b"None", 7, ["key"]])
def test_what_a_missing_variable_becomes_is_no_key(value):
    assert not is_key(value)


@pytest.mark.parametrize("value", ["key", b"key", b"\xff"])
def test_text_and_bytes_are_keys(value):
    assert is_key(value)
