import json
import time

import jwt
import pytest
from rest_framework.exceptions import AuthenticationFailed

from drf_jwt_2fa.claims import LOGIN, PASSKEY_LOGIN, STEP_UP
from drf_jwt_2fa.code_tokens import jwt as code_tokens
from drf_jwt_2fa.exceptions import CodeTokenExpiredError
from drf_jwt_2fa.keys import current_keys
from drf_jwt_2fa.settings.derived_keys import derive_code_token_secret_key


def make_payload(**changes):
    now = int(time.time())
    payload = {"jti": "j", "uid": 1, "vch": "h", "vcn": "n", "iat": now, "exp": now + 9}
    payload.update(changes)
    return {claim: value for claim, value in payload.items() if value is not None}


def write(payload, key=None, algorithm="HS256"):
    return jwt.encode(payload, key or current_keys().signing_key, algorithm=algorithm)


def test_a_code_token_is_read_as_it_was_written():
    payload = make_payload()
    token = code_tokens.write(payload, current_keys(), "HS256")

    claims = code_tokens.read(token, "HS256")

    assert (claims, claims.signed_with) == (payload, current_keys())


def test_the_header_is_that_of_a_plain_signed_jwt():
    token = code_tokens.write(make_payload(), current_keys(), "HS256")

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_the_keys_that_verify_the_token_are_told(settings):
    settings.SECRET_KEY_FALLBACKS = ["old"]
    old_key = derive_code_token_secret_key("old")

    claims = code_tokens.read(write(make_payload(), old_key), "HS256")

    assert claims.signed_with.signing_key == old_key


def test_a_retired_key_without_a_fallback_verifies_nothing():
    token = write(make_payload(), derive_code_token_secret_key("old"))

    with pytest.raises(AuthenticationFailed):
        code_tokens.read(token, "HS256")


def test_an_old_token_is_told_from_a_wrong_one(clock):
    token = write(make_payload())
    clock.shift(9)

    with pytest.raises(CodeTokenExpiredError):
        code_tokens.read(token, "HS256")


def test_an_old_token_with_a_wrong_signature_is_just_wrong(clock):
    token = write(make_payload(), "k" * 32)
    clock.shift(9)

    with pytest.raises(AuthenticationFailed):
        code_tokens.read(token, "HS256")


@pytest.mark.parametrize("claim", ["jti", "uid", "vch", "vcn", "iat", "exp"])
def test_every_claim_is_required(claim):
    with pytest.raises(AuthenticationFailed):
        code_tokens.read(write(make_payload(**{claim: None})), "HS256")


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("jti", 1),
        ("uid", [1]),
        ("uid", 1.5),
        ("vch", {}),
        ("vcn", 1),
        ("iat", "x"),
        ("exp", "x"),
        ("exp", 9e9),
    ],
)
def test_a_claim_of_a_wrong_type_is_a_wrong_token(claim, value):
    payload = make_payload(**{claim: value})
    token = jwt.api_jws.encode(
        json.dumps(payload).encode(), current_keys().signing_key, algorithm="HS256"
    )

    with pytest.raises(AuthenticationFailed):
        code_tokens.read(token, "HS256")


@pytest.mark.parametrize("purpose", ["enrollment", "LOGIN", "", 7, True, [], {}])
def test_a_token_for_something_unheard_of_is_a_wrong_token(purpose):
    with pytest.raises(AuthenticationFailed):
        code_tokens.read(write(make_payload(**{"2fa_purpose": purpose})), "HS256")


@pytest.mark.parametrize("purpose", [LOGIN, STEP_UP])
def test_a_token_tells_what_it_is_for(purpose):
    claims = code_tokens.read(write(make_payload(**{"2fa_purpose": purpose})), "HS256")

    assert code_tokens.get_purpose(claims) == purpose


def test_a_token_for_a_login_by_passkey_names_no_user():
    payload = make_payload(**{"2fa_purpose": PASSKEY_LOGIN})
    with pytest.raises(AuthenticationFailed):
        code_tokens.read(write(payload), "HS256")

    del payload["uid"]
    claims = code_tokens.read(write(payload), "HS256")
    assert code_tokens.get_purpose(claims) == PASSKEY_LOGIN


@pytest.mark.parametrize("purpose", [LOGIN, STEP_UP])
def test_any_other_token_does(purpose):
    payload = make_payload(**{"2fa_purpose": purpose})
    del payload["uid"]

    with pytest.raises(AuthenticationFailed):
        code_tokens.read(write(payload), "HS256")


@pytest.mark.parametrize(
    "junk", ["", "x", "a.b.c", "..", "é.é.é", "\ud800.x.y", "eyJhbGciOiJIUzI1NiJ9.e30."]
)
def test_junk_is_a_wrong_token(junk):
    with pytest.raises(AuthenticationFailed):
        code_tokens.read(junk, "HS256")


def test_the_token_does_not_choose_the_algorithm(settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY": "k" * 64}
    unsigned = jwt.encode(make_payload(), None, algorithm="none")
    other = write(make_payload(), algorithm="HS512")

    for token in [unsigned, other]:
        with pytest.raises(AuthenticationFailed):
            code_tokens.read(token, "HS256")
    assert code_tokens.read(other, "HS512")


@pytest.mark.parametrize("method", [7, True, [], {}])
def test_a_token_of_no_method_is_a_wrong_token(method):
    with pytest.raises(AuthenticationFailed):
        code_tokens.read(write(make_payload(**{"2fa_method": method})), "HS256")


@pytest.mark.parametrize("claim", ["method", "purpose"])
def test_claims_of_a_subclass_are_its_own(claim):
    claims = code_tokens.read(write(make_payload(**{claim: [7]})), "HS256")

    assert claims[claim] == [7]
    assert code_tokens.get_purpose(claims) == "login"


def test_a_time_that_is_exactly_now_is_over(clock):
    token = write(make_payload(exp=int(time.time())))

    with pytest.raises(CodeTokenExpiredError):
        code_tokens.read(token, "HS256")


@pytest.mark.parametrize(
    "changes",
    [
        {"jti": ""},
        {"jti": "\ud800"},
        {"uid": "\udfff"},
        {"2fa_account": "\ud800"},
        {"exp": 10**30},
        {"exp": True},
        {"exp": 1.5},
        {"iat": 10**30},
        {"vch": "\ud800"},
        {"vch": None, "vcn": None},
    ],
)
def test_a_genuine_token_that_says_nonsense_is_a_wrong_one(changes):
    payload = json.dumps(make_payload(**changes)).encode()
    token = jwt.api_jws.encode(payload, current_keys().signing_key, algorithm="HS256")

    with pytest.raises(AuthenticationFailed):
        code_tokens.read(token, "HS256")


def test_other_methods_need_no_claims_of_a_sent_code():
    payload = make_payload(vch=None, vcn=None, **{"2fa_method": "riddle"})

    assert code_tokens.read(write(payload), "HS256") == payload


def test_a_proof_is_of_one_token_one_code_and_one_key(settings):
    proofs = {
        code_tokens.make_proof(jti, code, current_keys())
        for jti in ("a", "b")
        for code in ("1", "2", "\ud800")
    }
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "another"}

    proofs.add(code_tokens.make_proof("a", "1", current_keys()))
    assert len(proofs) == 7
