import pytest

from drf_jwt_2fa import auth_headers


def test_by_default_it_is_a_bearer_token_in_authorization():
    assert auth_headers.get_scheme() == "Bearer"
    assert auth_headers.get_environ_key() == "HTTP_AUTHORIZATION"
    assert auth_headers.get_name() == "Authorization"


@pytest.mark.parametrize("types", [("JWT", "Bearer"), ["JWT"], "JWT"])
def test_the_scheme_is_the_first_that_simple_jwt_takes(settings, types):
    settings.SIMPLE_JWT = {"AUTH_HEADER_TYPES": types}

    assert auth_headers.get_scheme() == "JWT"


@pytest.mark.parametrize(
    ("key", "name"),
    [("HTTP_X_ACCESS_TOKEN", "X-Access-Token"), ("REMOTE_TOKEN", "Remote-Token")],
)
def test_the_header_is_the_one_that_simple_jwt_reads(settings, key, name):
    settings.SIMPLE_JWT = {"AUTH_HEADER_NAME": key}

    assert auth_headers.get_environ_key() == key
    assert auth_headers.get_name() == name
