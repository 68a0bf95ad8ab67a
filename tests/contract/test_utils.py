"""The contract of `drf_jwt_2fa.utils`."""

import base64
import hashlib
import json
from types import SimpleNamespace

import pytest
from rest_framework.exceptions import PermissionDenied

from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import check_user_validity, get_code_token_hash, hash_string


def unpadded(data):
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_an_active_user_is_valid():
    check_user_validity(SimpleNamespace(is_active=True))


def test_an_inactive_user_is_denied():
    with pytest.raises(PermissionDenied) as caught:
        check_user_validity(SimpleNamespace(is_active=False))
    assert caught.value.status_code == 403
    assert str(caught.value.detail) == (
        "You do not have permission to perform this action."
    )


@pytest.mark.parametrize("string", ["", "a", "2fa-code-x", "päßwörd ☃"])
def test_hash_string_is_sha256_in_unpadded_standard_base_64(string):
    expected = unpadded(hashlib.sha256(string.encode("utf-8")).digest())
    assert hash_string(string) == expected
    assert isinstance(hash_string(string), str)


def test_hash_string_uses_the_standard_alphabet_of_base_64():
    hashes = "".join(hash_string(str(number)) for number in range(50))
    assert "+" in hashes
    assert "/" in hashes
    assert not set("-_=") & set(hashes)


def test_hash_string_takes_another_hasher():
    expected = unpadded(hashlib.sha512(b"text").digest())
    assert hash_string("text", hasher=hashlib.sha512) == expected
    assert hash_string("text", hashlib.sha512) == expected


def test_hash_string_takes_another_formatter():
    expected = hashlib.sha256(b"text").hexdigest()
    assert hash_string("text", formatter=bytes.hex) == expected
    assert hash_string("text", hashlib.sha256, bytes.hex) == expected


def test_the_hash_of_a_code_token_is_36_characters_that_hold_the_whole_jti(
    someone, sent
):
    manager = CodeTokenManager()
    for _ in range(3):
        token = manager.create_code_token(someone)
        jti = json.loads(decoded(token.split(".")[1]))["jti"]
        hashed = get_code_token_hash(token)
        assert len(hashed) == 36
        assert len(jti) == 22
        assert jti.encode("ascii") in decoded(hashed)


def test_the_hash_of_a_code_token_is_cut_out_of_its_first_81_characters(someone, sent):
    token = CodeTokenManager().create_code_token(someone)
    header, rest = token[:81].split(".", 1)
    assert len(header) == 36
    assert get_code_token_hash(token) == rest[8:] == token[45:81]


def test_the_hash_of_a_code_token_does_not_depend_on_what_comes_later(someone, sent):
    token = CodeTokenManager().create_code_token(someone)
    assert get_code_token_hash(token) == get_code_token_hash(token[:81])
    assert get_code_token_hash(token) == get_code_token_hash(token + "more")


def test_the_hashes_of_two_code_tokens_differ(someone, sent):
    manager = CodeTokenManager()
    tokens = [manager.create_code_token(someone) for _ in range(2)]
    assert len({get_code_token_hash(token) for token in tokens}) == 2


@pytest.mark.parametrize("length", [60, 70, 100])
def test_the_hash_of_a_code_token_takes_another_length_of_prefix(someone, sent, length):
    token = CodeTokenManager().create_code_token(someone)
    assert get_code_token_hash(token, prefix_len=length) == token[45:length]
    assert get_code_token_hash(token, length) == token[45:length]


def test_the_hash_of_a_token_starts_eight_characters_after_its_first_dot():
    assert get_code_token_hash("head.12345678rest") == "rest"
    assert get_code_token_hash("h.12345678rest-of-it", prefix_len=14) == "rest"
