"""What the topics show works."""

import jwt
from django.contrib.auth.hashers import identify_hasher
from django.test import override_settings
from docs.pages import find_json

from drf_jwt_2fa import hashers


def test_codes_that_cost_nothing_to_hash(configure):
    with configure(
        "topics/code-hashing.md", "settings.py, codes that cost nothing to hash"
    ):
        encoded = hashers.hash_code("1234567")

        assert hashers.KeyedCodeHasher().verify("1234567", encoded)


def test_the_requests_and_answers_of_a_login_are_as_shown(api, django_user_model):
    password, code_token, confirmation, tokens = find_json("topics/login.md")
    django_user_model.objects.create_user(email="demo@example.com", **password)

    answer = api.post("/get-code/", password).json()
    assert list(answer) == list(code_token)
    header = code_token["token"].rstrip("…")
    assert answer["token"].split(".")[0] == header

    values = [answer["token"], api.last_mailed_code]
    answer = api.post("/auth/", dict(zip(confirmation, values))).json()  # noqa: B905
    assert list(answer) == list(tokens)


def test_recovery_codes_with_a_slow_hash(configure):
    with configure(
        "topics/code-hashing.md", "settings.py, recovery codes with a slow hash"
    ):
        encoded = hashers.hash_code("code", "RECOVERY_CODE_HASHER")

        assert identify_hasher(encoded)
        assert hashers.check_code("code", encoded, "RECOVERY_CODE_HASHER")


def test_claims_of_ones_own_in_code_tokens(install, api, user, clock):
    install("topics/tokens.md", "managers.py")
    urls = install("topics/tokens.md", "urls.py")

    with override_settings(ROOT_URLCONF=urls):
        _code, token = api.get_code_and_token()
        clock.shift(30)
        renewed = api.post("/challenge/", {"code_token": token}).json()["token"]
        assert api.auth(renewed, api.last_mailed_code).status_code == 200

    for one in (token, renewed):
        claims = jwt.decode(one, options={"verify_signature": False})
        assert claims["region"] == "eu"
