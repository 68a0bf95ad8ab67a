from types import SimpleNamespace

import pytest
from rest_framework.exceptions import AuthenticationFailed

from drf_jwt_2fa.code_tokens.checked import check, present
from drf_jwt_2fa.code_tokens.jwt import Claims
from drf_jwt_2fa.keys import CodeTokenKeys, current_keys
from drf_jwt_2fa.methods import CodeSender

CLAIMS = {"jti": "j", "uid": 7, "vch": "h", "vcn": "n", "iat": 0, "exp": 2e9}


class Decoder:
    """Says of every token the same, and counts how often it was asked."""

    def __init__(self, claims=CLAIMS, error=None):
        self.claims, self.error, self.calls = claims, error, 0

    def __call__(self, token):
        self.calls += 1
        if self.error:
            raise self.error
        return self.claims


def test_a_token_is_the_same_one_for_all_who_ask_in_a_request():
    request = SimpleNamespace()

    assert present(request, "a") is present(request, "a")
    assert present(request, "b") == "b"
    assert present(None, "a") == "a"


def test_a_token_is_decoded_once_in_a_request():
    request, decode = SimpleNamespace(), Decoder()

    first = check(present(request, "a"), decode)

    assert check(present(request, "a"), decode) is first
    assert decode.calls == 1
    assert check(present(SimpleNamespace(), "a"), decode) is not first


def test_a_token_that_was_wrong_is_wrong_again():
    request, decode = SimpleNamespace(), Decoder(error=AuthenticationFailed())

    for _ in range(2):
        with pytest.raises(AuthenticationFailed):
            check(present(request, "a"), decode)
    assert decode.calls == 1


def test_what_was_found_of_one_token_is_not_said_of_another():
    request = SimpleNamespace()
    check(present(request, "a"), Decoder())

    with pytest.raises(AuthenticationFailed):
        check(present(request, "b"), Decoder(error=AuthenticationFailed()))


def test_text_alone_is_decoded_each_time():
    decode = Decoder()
    for _ in range(2):
        assert check("a", decode).user_pk == 7

    assert decode.calls == 2


def test_a_checked_token_says_whose_and_what_for_it_is():
    checked = check("a", Decoder())

    assert (checked.user_pk, checked.purpose) == (7, "login")
    assert isinstance(checked.method, CodeSender)
    step_up = Decoder({**CLAIMS, "2fa_purpose": "step-up"})
    assert check("a", step_up).purpose == "step-up"


def test_a_token_of_a_method_that_is_not_configured_any_more_is_wrong():
    checked = check("a", Decoder({**CLAIMS, "2fa_method": "pigeon"}))

    with pytest.raises(AuthenticationFailed):
        _ = checked.method


def test_the_keys_are_those_of_the_generation_of_the_token():
    claims = Claims(CLAIMS)
    claims.signed_with = CodeTokenKeys("old", "secret")

    assert check("a", Decoder(claims)).keys == claims.signed_with
    # A manager of a project that decodes by itself.
    assert check("a", Decoder()).keys == current_keys()


def test_the_cache_is_asked_once(cache, monkeypatch):
    calls = []
    get_many = cache.get_many
    monkeypatch.setattr(
        cache, "get_many", lambda keys: calls.append(keys) or get_many(keys)
    )
    checked = check("a", Decoder())

    assert checked.state is checked.state
    assert len(calls) == 1


def test_neither_token_nor_claims_are_shown():
    request = SimpleNamespace()
    token = present(request, "eyJ.a.b")
    checked = check(token, Decoder())

    assert "eyJ" not in repr(token)
    assert repr(checked) == "CheckedToken()"
