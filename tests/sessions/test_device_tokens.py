"""Tokens are random, and each makes its successor."""

import re

from drf_jwt_2fa.sessions.device_tokens import (
    digest,
    follow,
    make_successor,
    make_token,
)


def test_a_token_is_256_random_bits():
    tokens = {make_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_successor_follows_from_the_token_and_the_key():
    token = make_token()
    successor = make_successor(token, "key")

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", successor)
    assert make_successor(token, "key") == successor
    assert make_successor(token, "other key") != successor
    assert make_successor(make_token(), "key") != successor


def test_the_following_tokens_begin_with_the_token_itself():
    first, second, third = follow("token", "key", 2)

    assert first == "token"
    assert second == make_successor(first, "key")
    assert third == make_successor(second, "key")


def test_what_is_stored_is_sha256():
    # FIPS 180-4; the example of NIST.
    assert digest("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_any_text_may_be_sent_as_a_token():
    for text in ("", "ü", "\0", "x" * 128):
        assert len(digest(make_successor(text, "key"))) == 64
