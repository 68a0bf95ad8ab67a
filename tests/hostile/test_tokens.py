"""Code tokens that are none: a 401 that leaves nothing behind."""

import base64
import json
import time

import jwt
import pytest
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken
from testproject.client import other_code

from drf_jwt_2fa.settings import api_settings

# Short for SHA-512; but there is no other key to confuse the algorithms with.
pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")


def encode(part):
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(header, payload="{}", signature=b"x"):
    return f"{encode(header)}.{encode(payload)}.{encode(signature)}"


def signed(algorithm="HS256", key=None, headers=None, **changes):
    """Return a code token with these claims in place of the right ones."""
    now = int(time.time())
    claims = {
        "jti": "x" * 22,
        "uid": 1,
        "vch": "md5$x$y",
        "vcn": "x" * 10,
        "iat": now,
        "exp": now + 300,
    }
    claims.update(changes)
    claims = {name: claim for name, claim in claims.items() if claim is not ...}
    key = key or api_settings.CODE_TOKEN_SECRET_KEY
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


DEEP = b"[" * 2900
HS256 = {"alg": "HS256", "typ": "JWT"}
FORGED = {
    "two dots": lambda: "..",
    "four parts": lambda: "a.b.c.d",
    "no base 64": lambda: "☃.☃.☃",
    "a header of bytes": lambda: unsigned(b"\xff\xfe"),
    "a header that is a list": lambda: unsigned([]),
    "a header that is a number": lambda: unsigned(7),
    "a deep header": lambda: unsigned(DEEP),
    "a deep payload": lambda: unsigned(HS256, DEEP),
    "no algorithm": lambda: unsigned({"typ": "JWT"}),
    "the algorithm none": lambda: unsigned({"alg": "none"}, signature=b""),
    "the algorithm None": lambda: unsigned({"alg": None}, signature=b""),
    "an algorithm that is a list": lambda: unsigned({"alg": ["HS256"]}),
    "another algorithm": lambda: signed("HS512"),
    "an asymmetric algorithm": lambda: unsigned({"alg": "RS256"}),
    "a key id that is a list": lambda: unsigned({**HS256, "kid": []}),
    "critical headers": lambda: unsigned({**HS256, "crit": ["b64"], "b64": False}),
    "a payload that is a list": lambda: jwt.api_jws.encode(
        b"[]", api_settings.CODE_TOKEN_SECRET_KEY
    ),
    "a payload that is no JSON": lambda: jwt.api_jws.encode(
        b"\xff", api_settings.CODE_TOKEN_SECRET_KEY
    ),
    "a payload without end": lambda: jwt.api_jws.encode(
        DEEP, api_settings.CODE_TOKEN_SECRET_KEY
    ),
    "an exp of infinity": lambda: jwt.api_jws.encode(
        b'{"exp": 1e400}', api_settings.CODE_TOKEN_SECRET_KEY
    ),
    "another key": lambda: signed(key="another key of as many as 32 bytes"),
    "no key": lambda: unsigned(HS256, signature=b""),
    "an iat in the future": lambda: signed(iat=int(time.time()) + 11),
    **{
        f"no {claim}": lambda claim=claim: signed(**{claim: ...})
        for claim in ("jti", "uid", "vch", "vcn", "iat", "exp")
    },
    **{
        f"{claim}: {value!r}": lambda claim=claim, value=value: signed(**{claim: value})
        for claim, values in {
            "jti": [7, None, ["x"]],
            "uid": [1.5, True, None, [1], {"a": 1}],
            "vch": [7, None, {}],
            "vcn": [7, None, []],
            "iat": [1.5, True, "1893456000", None],
            "exp": [4e9, "4000000000", None, [4000000000]],
        }.items()
        for value in values
    },
}


@pytest.mark.parametrize("endpoint", ["auth", "challenge"])
@pytest.mark.parametrize("name", list(FORGED))
def test_a_forged_token_is_a_401_that_leaves_nothing_behind(
    attack, clock, cache, endpoint, name
):
    body = json.dumps({"code_token": FORGED[name](), "code": "1234567"})

    response = attack(endpoint, body)

    assert response.status_code == 401
    assert response.json() == {"detail": "Incorrect authentication credentials."}
    assert not cache._cache


@pytest.mark.parametrize("field", ["refresh", "verify"])
@pytest.mark.parametrize("name", list(FORGED))
def test_a_forged_token_is_no_other_token_either(attack, clock, field, name):
    name_of_field = {"refresh": "refresh", "verify": "token"}[field]

    assert attack(field, json.dumps({name_of_field: FORGED[name]()})).status_code == 401


def deep_token():
    # Simple JWT's endpoints take tokens of any length.
    return unsigned(b"[" * 200_000)


def test_a_token_that_is_too_deep_to_be_read_is_a_401(attack, client):
    token = deep_token()

    assert attack("refresh", json.dumps({"refresh": token})).status_code == 401
    assert attack("verify", json.dumps({"token": token})).status_code == 401
    response = client.get("/me/", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert response.status_code == 401


@pytest.mark.parametrize("end", [10**12, 10**30, 1e308])
def test_an_end_that_no_date_can_be_is_a_401(attack, client, user, end):
    for token_class in (AccessToken, RefreshToken):
        token = token_class.for_user(user)
        token["exp"] = end

        for name, field in (("refresh", "refresh"), ("verify", "token")):
            response = attack(name, json.dumps({field: str(token)}))
            assert response.status_code in (200, 401)
        response = client.get("/me/", HTTP_AUTHORIZATION=f"Bearer {token}")
        assert response.status_code == 401


@pytest.mark.parametrize("name", [*FORGED, "a genuine code token"])
def test_no_code_token_is_a_bearer_token(attack, client, user, clock, name):
    token = FORGED.get(name, signed)()
    header = f"Bearer {token}".encode().decode("latin-1")

    response = client.get("/me/", HTTP_AUTHORIZATION=header)

    assert response.status_code == 401


def test_tokens_of_simple_jwt_are_no_code_tokens(attack, user, settings):
    # Not even if somebody signs everything with one key.
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY": settings.SECRET_KEY}
    for token in (AccessToken.for_user(user), RefreshToken.for_user(user)):
        body = json.dumps({"code_token": str(token), "code": "1234567"})
        assert attack("auth", body).status_code == 401


def test_a_clock_that_is_ten_seconds_ahead_is_tolerated(user, api, clock):
    code, token = api.get_code_and_token()
    clock.shift(-10)

    assert api.auth(token, code).status_code == 200


def test_no_second_is_added_to_the_life_of_a_token(user, api, clock):
    code, token = api.get_code_and_token()
    clock.shift(299)
    assert api.auth(token, other_code(code)).status_code == 401
    clock.shift(1)

    response = api.auth(token, code)
    assert response.status_code == 403
    assert response.json() == {"detail": "Signature has expired."}


def spellings(token):
    """Return other ways to write the same token."""
    head, _dot, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=")
    standard = base64.b64encode(raw).decode()
    return [
        f" {token}",
        f"{token}\n",
        f"\t {token} \r\n",
        f"\u2003{token}\u00a0",
        f"{token}=",
        f"{head}.{standard}",
        f"{head}.{signature[:10]}!{signature[10:]}",
        f"{head}.{signature[:10]}\n{signature[10:]}",
    ]


def test_all_spellings_of_a_token_share_one_wait(user, api):
    code, token = api.get_code_and_token()
    assert api.auth(token, other_code(code)).status_code == 401

    for spelling in spellings(token):
        # Whatever is not the same token to PyJWT is a wrong one.
        assert api.auth(spelling, code).status_code in (429, 401)
    assert api.auth(f" {token}=", code).status_code == 429


def test_all_spellings_of_a_token_share_one_count(user, api, clock):
    code, token = api.get_code_and_token()
    for spelling in [token, *spellings(token)] * 2:
        api.auth(spelling, other_code(code))
        clock.shift(2)

    assert api.auth(token, code).status_code == 403


@pytest.mark.parametrize("odd_code", [["x"], {"x": 1}, True, None, "", "x" * 65])
def test_an_odd_code_burns_nothing(attack, user, api, odd_code):
    code, token = api.get_code_and_token()
    for _ in range(6):
        body = json.dumps({"code_token": token, "code": odd_code})
        assert attack("auth", body).status_code == 400

    assert api.auth(token, code).status_code == 200
