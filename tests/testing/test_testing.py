import pytest
from django.core import mail
from rest_framework.test import APIClient
from rest_framework_simplejwt.serializers import TokenObtainSlidingSerializer

from drf_jwt_2fa.settings import api_settings
from drf_jwt_2fa.testing import LoginFailedError, SentCode, capture_codes, log_in
from drf_jwt_2fa.token_manager import CodeTokenManager


@pytest.fixture
def client(db):
    return APIClient()


def get_code(client, password="correct horse"):
    return client.post("/get-code/", {"username": "ann", "password": password})


def test_codes_are_captured_and_not_sent(user, client):
    with capture_codes() as sent:
        token = get_code(client).json()["token"]

    [one] = sent
    assert one.user == user
    assert mail.outbox == []
    answer = client.post("/auth/", {"code_token": token, "code": one.code})
    assert answer.status_code == 200


def test_after_the_block_codes_are_sent_again(user, client):
    with capture_codes() as sent:
        get_code(client)
    get_code(client)

    assert len(sent) == len(mail.outbox) == 1


def test_other_settings_stay_as_they_are(user, client, settings):
    settings.JWT2FA_AUTH = {"CODE_LENGTH": 12}
    with capture_codes() as sent:
        get_code(client)

    assert len(sent[0].code) == 12
    assert settings.JWT2FA_AUTH == {"CODE_LENGTH": 12}


def test_a_project_without_settings_can_capture_codes(user, client, settings):
    settings.JWT2FA_AUTH = None
    with capture_codes() as sent:
        get_code(client)

    assert sent


def test_a_code_is_not_shown():
    assert "1234567" not in repr(SentCode("ann", "1234567"))


def test_a_client_is_logged_in(user, client):
    tokens = log_in(client, "ann", "correct horse")

    assert set(tokens) == {"access", "refresh"}
    assert client.get("/me/").json() == {"username": "ann"}


def test_a_client_can_be_logged_in_more_often_than_an_address(user, client):
    for _ in range(15):
        log_in(client, "ann", "correct horse")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_login_that_fails_says_why(user, client, password):
    with pytest.raises(LoginFailedError, match=r"/get-code/: 40[01] "):
        log_in(client, "ann", password)


def test_a_code_that_goes_another_way_is_said_to(user, client, monkeypatch):
    monkeypatch.setattr(
        CodeTokenManager, "send_verification_code", lambda manager, user, code: None
    )

    with pytest.raises(LoginFailedError, match="not sent through CODE_SENDER"):
        log_in(client, "ann", "correct horse")


def test_the_keys_of_the_tokens_may_be_others(user, client, settings):
    settings.JWT2FA_AUTH = {"AUTH_RESULT_ACCESS_TOKEN_KEY": "jwt"}
    log_in(client, "ann", "correct horse")
    assert client.get("/me/").status_code == 200

    settings.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": f"{__name__}.Sliding"}
    [token] = log_in(client, "ann", "correct horse").values()
    assert client._credentials == {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_the_header_is_the_one_that_simple_jwt_reads(user, client, settings):
    settings.SIMPLE_JWT = {
        "AUTH_HEADER_TYPES": ("JWT",),
        "AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN",
    }

    token = log_in(client, "ann", "correct horse")["access"]

    assert client._credentials == {"HTTP_X_ACCESS_TOKEN": f"JWT {token}"}


class Sliding(TokenObtainSlidingSerializer):
    """The serializer of a project with sliding tokens."""


def test_the_urls_may_be_others(user, client, settings):
    with pytest.raises(LoginFailedError, match="/me/: 40"):
        log_in(client, "ann", "correct horse", get_code_url="/me/")
    with pytest.raises(LoginFailedError, match="/verify/: 400"):
        log_in(client, "ann", "correct horse", auth_url="/verify/")
    assert api_settings.CODE_TOKEN_THROTTLE_RATE == "12/3h"
