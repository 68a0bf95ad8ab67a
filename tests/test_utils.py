import base64
import hashlib
import secrets
from types import SimpleNamespace

import jwt
import pytest
from rest_framework.exceptions import PermissionDenied

from drf_jwt_2fa.utils import check_user_validity, get_code_token_hash, hash_string


def test_a_string_is_hashed_with_sha256_and_written_in_unpadded_base_64():
    expected = base64.b64encode(hashlib.sha256(b"abc").digest()).decode()

    assert hash_string("abc") == expected.rstrip("=")
    assert hash_string("abc").endswith("0")


def test_the_hash_and_its_spelling_can_be_chosen():
    assert hash_string("abc", hashlib.md5, bytes.hex) == hashlib.md5(b"abc").hexdigest()


def test_text_beyond_ascii_is_hashed_as_utf_8():
    expected = hashlib.sha256("ä€".encode()).hexdigest()

    assert hash_string("ä€", formatter=bytes.hex) == expected


def test_a_code_token_hash_holds_the_whole_jwt_id():
    jti = secrets.token_urlsafe(16)
    token = jwt.encode({"jti": jti, "uid": 1}, "k" * 32)

    token_hash = get_code_token_hash(token)

    assert len(token_hash) == 36
    assert jti.encode() in base64.urlsafe_b64decode(token_hash)


def test_the_code_token_hash_can_be_longer():
    token = f"{'h' * 36}.{'p' * 100}.s"

    assert get_code_token_hash(token, prefix_len=91) == "p" * 46


@pytest.mark.parametrize("junk", ["", "x", "." * 3, "no dot at all" * 10])
def test_the_hash_of_what_is_no_token_is_short_and_no_error(junk):
    assert len(get_code_token_hash(junk)) <= 36


def test_an_active_user_is_valid():
    assert check_user_validity(SimpleNamespace(is_active=True)) is None


def test_an_inactive_user_is_not_valid():
    with pytest.raises(PermissionDenied):
        check_user_validity(SimpleNamespace(is_active=False))
