"""Code tokens that are signed with the right key, and say what none of ours does."""

import json
import time

import jwt
import pytest

from drf_jwt_2fa.code_tokens.jwt import make_proof
from drf_jwt_2fa.keys import current_keys
from drf_jwt_2fa.token_manager import CodeTokenManager

SURROGATES = ["\ud800", "x\udfff", "\udcff\udcff"]
NO_NUMBERS = [1.5, 1.0, True, False, "1", [], {}, None]
YEAR = 365 * 24 * 3600

ODD = [
    ("jti", ""),
    *[(claim, text) for claim in ("jti", "uid", "vch", "vcn") for text in SURROGATES],
    *[("2fa_method", text) for text in SURROGATES],
    *[("2fa_account", text) for text in SURROGATES],
    ("exp", 10**30),
    ("exp", 10**12),
    ("exp", -1),
    *[("exp", value) for value in NO_NUMBERS],
    ("iat", 10**30),
    *[("iat", value) for value in NO_NUMBERS],
    ("uid", 10**30),
    ("uid", -1),
    *[("uid", value) for value in NO_NUMBERS if value != "1"],
    *[("jti", value) for value in NO_NUMBERS if value != "1"],
]
EXPIRED = [("exp", -1)]


@pytest.fixture
def sign(user, clock):
    """Return a genuine code token for the code 1234567, with some claims changed."""
    hashed, nonce = CodeTokenManager().hash_verification_code("1234567")

    def sign(**changes):
        now = int(time.time())
        claims = {"jti": "j" * 22, "uid": user.pk, "vch": hashed, "vcn": nonce}
        claims.update({"iat": now, "exp": now + 300, **changes})
        # `json.dumps` writes what UTF-8 cannot express.
        payload = json.dumps(claims).encode()
        return jwt.api_jws.encode(payload, current_keys().signing_key)

    return sign


def post(attack, endpoint, token):
    body = json.dumps({"code_token": token, "code": "1234567"})
    return attack(endpoint, body)


def test_the_forgery_of_the_tests_is_let_in_if_it_is_right(attack, sign):
    assert post(attack, "auth", sign()).status_code == 200


@pytest.mark.parametrize("endpoint", ["auth", "challenge"])
@pytest.mark.parametrize("odd", ODD)
def test_nonsense_is_a_plain_401_that_leaves_nothing_behind(
    attack, sign, cache, endpoint, odd
):
    is_findable = odd not in [("uid", 10**30), ("uid", -1)]

    response = post(attack, endpoint, sign(**dict([odd])))

    if odd in EXPIRED:
        assert response.status_code == 403
        assert response.json() == {"detail": "Signature has expired."}
    else:
        assert response.status_code == 401
        assert response.json() == {"detail": "Incorrect authentication credentials."}
    # A user whom nobody can be is looked for when the code is right.
    assert not cache._cache or not is_findable


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"iat": 10}, 200),
        ({"iat": 11}, 401),
        ({"exp": 1}, 200),
        ({"exp": YEAR}, 200),
        ({"exp": YEAR + 1}, 401),
        ({"exp": 0}, 403),
    ],
)
def test_the_edges_of_times(attack, sign, changes, status):
    now = int(time.time())
    times = {claim: now + seconds for claim, seconds in changes.items()}

    assert post(attack, "auth", sign(**times)).status_code == status


@pytest.mark.parametrize("code", SURROGATES)
def test_a_code_of_surrogates_is_a_wrong_one(attack, sign, code):
    body = json.dumps({"code_token": sign(), "code": code})

    # Recent releases of REST framework know that it is no text.
    assert attack("auth", body).status_code in (400, 401)
    assert make_proof("jti", code, current_keys())
