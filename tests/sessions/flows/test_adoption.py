"""Refresh tokens that are of no session: older than the app, or made elsewhere."""

import json

import jwt
import pytest
from django.conf import settings
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.devices import get_claims, get_code

from drf_jwt_2fa.claims import EPOCH_CLAIM
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.store import rows

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def token(user, clock):
    return RefreshToken.for_user(user)


def refresh(client, token):
    return client.post("/refresh/", {"refresh": str(token)})


def test_a_token_begins_a_session_once(client, token, clock, sent, user):
    token["mine"] = "stays"
    clock.shift(60)
    first = refresh(client, token).json()

    claims = get_claims(first["refresh"])
    assert (claims["gen"], claims["mine"]) == (1, "stays")
    assert get_claims(first["access"])["mine"] == "stays"
    clock.shift(5)
    assert refresh(client, token).json()["refresh"] == first["refresh"]
    session = Session.objects.get()
    assert session.created_at.timestamp() == token["iat"]
    assert session.adopted_until.timestamp() == token["exp"]
    assert [name for name, _user, _more in sent] == ["session_started"]
    clock.shift(60)
    assert get_code(refresh(client, token)) == (401, "token_reused")
    assert get_code(refresh(client, first["refresh"])) == (401, "token_reused")


def test_two_at_once_begin_one(client, token, monkeypatch):
    find = rows.find

    def find_late(key):
        found = find(key)
        if found is None and not Session.objects.exists():
            monkeypatch.setattr(rows, "find", find)
            assert refresh(client, token).status_code == 200
            return None
        return found

    monkeypatch.setattr(rows, "find", find_late)

    assert refresh(client, token).status_code == 200
    assert Session.objects.count() == 1


def test_they_can_be_refused(client, token, configure):
    configure(ADOPT_SESSIONS=False)

    assert get_code(refresh(client, token)) == (401, "token_not_valid")
    assert not Session.objects.exists()


def test_what_the_token_shows_is_kept(client, token):
    token.payload.update(acr="totp", amr=["pwd", "otp"], auth_time=1893450000)
    refresh(client, token)

    session = Session.objects.get()
    assert (session.acr, session.amr, session.auth_time) == (
        "totp",
        "pwd otp",
        1893450000,
    )


@pytest.mark.parametrize(
    "claims",
    [
        {"acr": 7, "amr": "pwd", "auth_time": "noon", "iat": "noon"},
        {"acr": None, "amr": {}, "auth_time": 1e9, "iat": 4102444800},
        {"auth_time": 4102444800, "iat": True},
        {"auth_time": -1, "iat": 10.5},
    ],
)
def test_strange_claims_are_left_out(client, token, claims):
    token.payload.update(claims)
    response = refresh(client, token)

    if response.status_code == 200:
        session = Session.objects.get()
        assert (session.acr, session.amr) == ("", "")
        assert session.auth_time == int(session.created_at.timestamp())
    else:  # PyJWT looks at `iat` in some releases.
        assert get_code(response) == (401, "token_not_valid")


def test_a_token_of_an_earlier_password_begins_none(client, user, settings, clock):
    if "CHECK_REVOKE_TOKEN" not in simple_jwt.DEFAULTS:
        pytest.skip("This release of Simple JWT does not have the setting")
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}
    token = RefreshToken.for_user(user)
    user.set_password("another horse")
    user.save()

    assert get_code(refresh(client, token)) == (401, "password_changed")
    assert not Session.objects.exists()


def test_a_token_of_an_earlier_epoch_begins_none(client, token):
    token[EPOCH_CLAIM] = 7

    assert get_code(refresh(client, token)) == (401, "token_not_valid")
    assert not Session.objects.exists()


def test_the_epoch_is_not_compared_where_there_is_none(client, token, configure):
    configure(METHODS=["drf_jwt_2fa.methods.CodeSender"], AUTH_CLAIMS=False)
    token[EPOCH_CLAIM] = 7

    assert refresh(client, token).status_code == 200


@pytest.mark.parametrize("user_id", ["999", "x", "9" * 400])
def test_a_token_of_nobody(client, token, user_id):
    token["user_id"] = user_id

    assert get_code(refresh(client, token)) == (401, "user_not_found")


def test_a_token_without_a_user(client, token):
    del token["user_id"]

    assert get_code(refresh(client, token)) == (401, "token_not_valid")


def test_a_session_that_was_signed_out_is_not_begun_anew(client, token, user):
    assert client.post("/sign-out/", {"refresh": str(token)}).status_code == 204

    assert get_code(refresh(client, token)) == (401, "token_not_valid")
    assert Session.objects.get().ended_by == "user"


def test_signing_out_with_a_refused_one_begins_none(client, token, configure):
    configure(ADOPT_SESSIONS=False)

    assert client.post("/sign-out/", {"refresh": str(token)}).status_code == 204
    assert not Session.objects.exists()


def test_signing_out_with_an_expired_one_begins_none(client, token, clock):
    clock.shift(100 * 24 * 3600)

    assert client.post("/sign-out/", {"refresh": str(token)}).status_code == 204
    assert not Session.objects.exists()


def test_a_token_to_be_adopted_is_valid(client, token, configure):
    assert client.post("/verify/", {"token": str(token)}).status_code == 200
    assert not Session.objects.exists()

    configure(ADOPT_SESSIONS=False)
    assert client.post("/verify/", {"token": str(token)}).status_code == 401


@pytest.mark.parametrize(
    "claims", [{"acr": "\ud800x\0"}, {"amr": ["\udfff", "pwd\0"]}, {"acr": "x" * 99}]
)
def test_claims_that_no_database_can_have_are_cleaned(client, token, claims):
    token.payload.update(claims)

    assert refresh(client, sign(token)).status_code == 200
    session = Session.objects.get()
    assert session.acr in ("", "x", "x" * 64)
    assert session.amr.strip() in ("", "pwd")


@pytest.mark.parametrize("moment", [10**20, "1999999999", [1]])
@pytest.mark.parametrize("path", ["/refresh/", "/sign-out/", "/verify/"])
def test_a_token_that_expires_at_no_time_is_refused(client, token, path, moment):
    token["exp"] = moment
    name = "token" if path == "/verify/" else "refresh"

    status = client.post(path, {name: sign(token)}).status_code
    # Older releases of PyJWT take text for a number.
    assert status in ((204,) if path == "/sign-out/" else (200, 401))


def sign(token):
    """Sign the claims as they are, whatever the package that signs thinks of them."""
    key, text = settings.SECRET_KEY, json.dumps(token.payload)
    return jwt.api_jws.encode(text.encode(), key, algorithm="HS256")
