"""The limit of an address: it counts who does not complete a login."""

from datetime import timedelta

import pytest
from django.core import mail
from testproject.client import other_code

from drf_jwt_2fa.sending import CodeSendingError

from .conftest import Device


@pytest.fixture
def people(django_user_model):
    """Fourteen users at one address."""
    return [
        django_user_model.objects.create_user(
            f"user-{number}", f"user-{number}@example.com", "correct horse"
        )
        for number in range(14)
    ]


def test_any_number_of_users_can_log_in_from_one_address(people, api):
    for one in people * 2:
        assert api.log_in(username=one.username)

    for _ in range(12):
        assert api.get_code(password="wrong").status_code == 401
    assert api.get_code(password="wrong").status_code == 429


def test_they_can_all_begin_before_the_first_has_completed(people, api, settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "14/3h"}
    logins = [api.get_code_and_token(username=one.username) for one in people]
    assert api.get_code().status_code == 429

    for code, token in logins:
        assert api.auth(token, code).status_code == 200

    for _ in range(14):
        assert api.get_code(password="wrong").status_code == 401
    assert api.get_code(password="wrong").status_code == 429


def test_a_login_with_a_new_code_gives_its_place_back(user, api, settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "1/3h"}
    _, token = api.get_code_and_token()
    response = api.post("/challenge/", {"code_token": token}, format="json")
    assert api.get_code().status_code == 429

    code, token = api.last_mailed_code, response.json()["token"]
    assert api.auth(token, code).status_code == 200

    assert api.get_code().status_code == 200


def test_a_login_without_a_second_factor_gives_its_place_back(user, api, settings):
    settings.JWT2FA_AUTH = {"FALLBACK_2FA_METHOD": "no-2fa"}
    for _ in range(14):
        assert "access" in api.get_code().json()

    for _ in range(12):
        assert api.get_code(password="wrong").status_code == 401
    assert api.get_code(password="wrong").status_code == 429


def test_wrong_codes_give_nothing_back(user, api):
    for _ in range(3):
        code, token = api.get_code_and_token()
        for _ in range(3):
            assert api.auth_after_wait(token, other_code(code)).status_code == 401
    for _ in range(9):
        assert api.get_code(password="wrong").status_code == 401

    assert api.get_code().status_code == 429


def test_one_login_gives_one_place_back(user, api, settings):
    settings.JWT2FA_AUTH = {"CODE_TOKEN_THROTTLE_RATE": "3/3h"}
    for _ in range(2):
        assert api.get_code(password="wrong").status_code == 401
    code, token = api.get_code_and_token()
    assert api.auth_after_wait(token, code).status_code == 200
    assert api.auth_after_wait(token, code).status_code == 401

    assert api.get_code().status_code == 200
    assert api.get_code().status_code == 429


APP = "drf_jwt_2fa.enrollment.methods.TotpMethod"
SENT_CODE = "drf_jwt_2fa.methods.CodeSender"


@pytest.fixture
def app(user, settings):
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.testing import enroll_app  # noqa: PLC0415  # a table

    settings.JWT2FA_AUTH = {
        "METHODS": [APP, SENT_CODE],
        "OFFER_FALLBACK_2FA_METHOD": True,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": 1,
        "RESEND_WAIT_TIME": timedelta(0),
    }
    return enroll_app(user)


def test_a_reload_of_the_page_takes_no_slot_and_replaces_the_challenge(app, api):
    tokens = [api.get_code().json()["token"] for _ in range(5)]

    for token in tokens[:-1]:
        assert api.auth(token, app.code()).status_code == 401
    assert api.auth(tokens[-1], app.code()).status_code == 200
    for token in tokens:
        assert api.auth_after_wait(token, app.code()).status_code == 401
    assert not mail.outbox


def choose_sent_code(api, token):
    data = {"code_token": token, "method": "code-sender"}
    return api.post("/challenge/", data, format="json")


def test_a_sent_code_in_place_of_the_app_takes_a_slot(app, api):
    response = choose_sent_code(api, api.get_code().json()["token"])
    assert response.status_code == 200

    token = api.get_code().json()["token"]
    assert choose_sent_code(api, token).status_code == 429
    # It was not replaced: nothing came in its place.
    assert api.auth(token, app.code()).status_code == 200


def test_a_code_that_cannot_be_sent_in_place_of_the_app_takes_none(app, api, settings):
    def fail(user, code):
        raise CodeSendingError

    token = api.get_code().json()["token"]
    settings.JWT2FA_AUTH["CODE_SENDER"] = fail
    for _ in range(3):
        assert choose_sent_code(api, token).status_code == 501
    del settings.JWT2FA_AUTH["CODE_SENDER"]

    assert choose_sent_code(api, token).status_code == 200


@pytest.mark.parametrize("fallback", ["code-sender", "no-2fa"])
def test_a_login_that_an_enrolment_completes_gives_its_place_back(
    people, ann, settings, fallback
):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "CODE_TOKEN_THROTTLE_RATE": "1/3h",
        "TRUSTED_2FA_METHODS": ["totp", "recovery-code"],
        "FALLBACK_2FA_METHOD": fallback,
    }
    for one in people[:3]:
        answer = ann.api.get_code(username=one.username).json()
        # It is not complete yet.
        assert ann.api.get_code(username=one.username).status_code == 429
        if fallback == "code-sender":
            answer = ann.api.auth(answer["token"], ann.right_code()).json()
        device = Device(ann.api, ann.clock, {"access": answer["enrollment_token"]})
        ann.enroll(device)
        ann.secret = None
