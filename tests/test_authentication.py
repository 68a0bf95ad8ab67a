import pytest
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from drf_jwt_2fa.authentication import Jwt2faAuthentication


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_it_is_simple_jwts_authentication():
    assert issubclass(Jwt2faAuthentication, JWTAuthentication)


def test_an_access_token_identifies_its_user(client, user):
    response = client.get("/me/", **bearer(AccessToken.for_user(user)))

    assert response.json() == {"username": "ann"}


@pytest.mark.parametrize("kind", ["refresh", "code"])
def test_a_token_of_another_kind_does_not(api, user, kind):
    token = RefreshToken.for_user(user)
    if kind == "code":
        _code, token = api.get_code_and_token()

    assert api.get("/me/", **bearer(token)).status_code == 401


def test_no_token_is_a_401_that_says_what_is_wanted(client, db):
    response = client.get("/me/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
