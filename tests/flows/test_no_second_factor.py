"""Users who have enrolled nothing, in projects that ask them for no second factor."""

import time
from datetime import timedelta

import jwt
import pytest
from django.core import mail

from drf_jwt_2fa import signals


@pytest.fixture(autouse=True)
def _configured(settings, user):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True, "FALLBACK_2FA_METHOD": "no-2fa"}


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


@pytest.fixture
def signed_in(api):
    tokens = api.get_code().json()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    return api


def test_the_password_gives_the_tokens(api):
    response = api.get_code()

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    tokens = response.json()
    assert set(tokens) == {"access", "refresh"}
    assert claims(tokens["access"])["acr"] == "no-2fa"
    assert claims(tokens["access"])["amr"] == ["pwd"]
    assert not mail.outbox


def test_a_wrong_password_gives_nothing(api):
    assert api.get_code(password="wrong").status_code == 401


def test_it_is_a_login_and_no_second_factor_to_those_who_listen(api, user, settings):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "SEND_USER_LOGGED_IN": True}
    heard = []

    def hear(sender, **told):
        heard.append(told)

    signals.second_factor_verified.connect(hear)
    api.get_code()
    signals.second_factor_verified.disconnect(hear)

    user.refresh_from_db()
    assert user.last_login is not None
    assert not heard


def test_it_can_depend_on_the_user(api, user, settings, django_user_model):
    django_user_model.objects.create_user(
        "bob", "bob@example.com", "correct horse", is_staff=True
    )
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "FALLBACK_2FA_METHOD": f"{__name__}.choose",
    }

    assert "access" in api.get_code().json()
    assert list(api.get_code(username="bob").json()) == ["token"]


def choose(user):
    return "code-sender" if user.is_staff else "no-2fa"


def test_a_step_up_proves_the_password(signed_in, clock):
    clock.shift(100)
    token = signed_in.post("/step-up/").json()["token"]
    assert not mail.outbox

    assert signed_in.auth(token, "1234567").status_code == 401
    response = signed_in.auth_after_wait(token, "correct horse")

    tokens = response.json()
    assert claims(tokens["access"])["acr"] == "no-2fa"
    assert claims(tokens["access"])["auth_time"] == int(time.time())


def test_twenty_wrong_passwords_in_a_row_close_step_ups(signed_in, settings, clock):
    pytest.importorskip("cryptography")
    limits = {"AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(0)}
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, **limits}
    for number in range(20):
        if number % 5 == 0:
            token = signed_in.post("/step-up/").json()["token"]
        assert signed_in.auth(token, "wrong").status_code == 401

    assert signed_in.post("/step-up/").status_code == 403
    # A login by password opens them again.
    tokens = signed_in.get_code().json()
    signed_in.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    token = signed_in.post("/step-up/").json()["token"]
    assert signed_in.auth(token, "correct horse").status_code == 200


def test_a_right_password_begins_the_row_anew(signed_in, settings, clock):
    pytest.importorskip("cryptography")
    for _ in range(5):
        token = signed_in.post("/step-up/").json()["token"]
        for _ in range(4):
            assert signed_in.auth_after_wait(token, "wrong").status_code == 401
        assert signed_in.auth_after_wait(token, "correct horse").status_code == 200


def test_a_long_password_can_be_proved(api, user):
    user.set_password("correct horse " * 20)
    user.save()
    tokens = api.get_code(password="correct horse " * 20).json()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    token = api.post("/step-up/").json()["token"]

    assert api.auth(token, "correct horse " * 20).status_code == 200


@pytest.mark.parametrize("wrong", ["correct horse ", "correct-horse", "Correct horse"])
def test_a_password_is_compared_as_sent(signed_in, wrong):
    token = signed_in.post("/step-up/").json()["token"]

    assert signed_in.auth(token, wrong).status_code == 401
    assert signed_in.auth_after_wait(token, "correct horse").status_code == 200


def test_what_cannot_even_be_hashed_is_not_the_password(signed_in, user, monkeypatch):
    def check_password(user, raw_password):
        raise ValueError("password cannot be longer than 72 bytes")

    token = signed_in.post("/step-up/").json()["token"]
    monkeypatch.setattr(type(user), "check_password", check_password)

    assert signed_in.auth(token, "correct horse " * 20).status_code == 401


def test_guesses_at_the_password_are_limited(signed_in):
    token = signed_in.post("/step-up/").json()["token"]
    for _ in range(5):
        assert signed_in.auth_after_wait(token, "wrong").status_code == 401

    assert signed_in.auth_after_wait(token, "correct horse").status_code == 403


def test_it_ends_with_the_user(signed_in, user):
    token = signed_in.post("/step-up/").json()["token"]
    user.delete()

    assert signed_in.auth(token, "correct horse").status_code == 401


def test_a_login_that_is_not_trusted_gives_an_enrolment_token(api, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "TRUSTED_2FA_METHODS": ["totp"],
    }

    assert list(api.get_code().json()) == ["enrollment_token"]


def test_by_default_everybody_is_asked_for_a_code(api, settings):
    settings.JWT2FA_AUTH = {}

    assert list(api.get_code().json()) == ["token"]


PBKDF2_FIRST = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]


def test_a_right_password_is_right_if_its_hash_is_upgraded_by_it(
    signed_in, user, settings, clock
):
    settings.PASSWORD_HASHERS = PBKDF2_FIRST
    before = user.password

    for _ in range(2):
        token = signed_in.post("/step-up/").json()["token"]
        response = signed_in.auth(token, "correct horse")
        assert response.status_code == 200, response.content

    user.refresh_from_db()
    assert user.password != before
    assert user.password.startswith("pbkdf2")
