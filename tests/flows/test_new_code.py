"""Getting a new code without giving the password again."""

import time
from datetime import timedelta

import jwt
import pytest
from django.core import mail
from testproject.client import other_code

from drf_jwt_2fa.sending import CodeSendingError, get_end_of_code

WRONG = (401, {"detail": "Incorrect authentication credentials."})


def renew(api, token):
    return api.post("/challenge/", {"code_token": token}, format="json")


def renew_code_and_token(api, token):
    response = renew(api, token)
    assert response.status_code == 200, response.content
    return api.last_mailed_code, response.json()["token"]


def answer(response):
    return response.status_code, response.json()


def test_a_new_code_and_its_token_complete_the_login(user, api):
    _, token = api.get_code_and_token()

    new_code, new_token = renew_code_and_token(api, token)

    assert len(mail.outbox) == 2
    assert new_token != token
    assert set(api.auth(new_token, new_code).json()) == {"access", "refresh"}


def test_the_sender_can_know_when_the_code_ends(user, api, clock, settings):
    ends = []
    settings.JWT2FA_AUTH = {"CODE_SENDER": lambda user, code: ends.append(time_left())}

    def time_left():
        return get_end_of_code() - time.time()

    token = api.get_code().json()["token"]
    # With the last one, the quarter of an hour ends for which the password is good.
    for _ in range(3):
        clock.shift(240)
        token = renew(api, token).json()["token"]

    assert ends == [300, 300, 300, 180]
    assert jwt.decode(token, options={"verify_signature": False})["exp"] == int(
        time.time() + 180
    )


def test_the_old_token_is_a_wrong_one_from_then_on(user, api, clock):
    code, token = api.get_code_and_token()
    renew_code_and_token(api, token)

    assert answer(api.auth(token, code)) == WRONG
    clock.shift(30)
    assert answer(renew(api, token)) == WRONG


def test_the_old_code_is_a_wrong_one_for_the_new_token(user, api):
    code, token = api.get_code_and_token()
    new_code, new_token = renew_code_and_token(api, token)

    assert answer(api.auth(new_token, code)) == WRONG
    assert api.auth_after_wait(new_token, new_code).status_code == 200


def test_using_the_old_token_costs_no_attempt_of_the_new_one(user, api, settings):
    settings.JWT2FA_AUTH = {"MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1}
    code, token = api.get_code_and_token()
    new_code, new_token = renew_code_and_token(api, token)

    api.auth(token, other_code(code))

    assert api.auth(new_token, new_code).status_code == 200


def test_wrong_attempts_carry_over(user, api, clock):
    code, token = api.get_code_and_token()
    for _ in range(3):
        api.auth_after_wait(token, other_code(code))
    code, token = renew_code_and_token(api, token)
    for _ in range(2):
        assert api.auth_after_wait(token, other_code(code)).status_code == 401

    assert api.auth_after_wait(token, code).status_code == 403
    clock.shift(30)
    assert answer(renew(api, token)) == (
        403,
        {"detail": "Too many failed authentication attempts."},
    )


def test_there_is_a_wait_between_new_codes(user, api, clock):
    _, token = api.get_code_and_token()
    _, token = renew_code_and_token(api, token)
    clock.shift(29)

    response = renew(api, token)

    assert response.status_code == 429
    assert response["Retry-After"] == "1"
    assert len(mail.outbox) == 2
    clock.shift(1)
    renew_code_and_token(api, token)


def test_the_wait_is_a_setting(user, api, settings):
    settings.JWT2FA_AUTH = {"RESEND_WAIT_TIME": timedelta(0)}
    _, token = api.get_code_and_token()
    for _ in range(3):
        _, token = renew_code_and_token(api, token)


def test_the_chain_ends_15_minutes_after_the_password(user, api, clock):
    _, token = api.get_code_and_token()
    started = time.time()
    for _ in range(3):
        clock.shift(290)
        code, token = renew_code_and_token(api, token)

    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] == started + 15 * 60
    clock.shift(29)
    assert api.auth(token, other_code(code)).status_code == 401
    clock.shift(1)
    expired = (403, {"detail": "Signature has expired."})
    assert answer(renew(api, token)) == expired
    assert answer(api.auth(token, code)) == expired


def test_long_lived_code_tokens_cannot_be_renewed_after_15_minutes(
    user, api, clock, settings
):
    settings.JWT2FA_AUTH = {"CODE_EXPIRATION_TIME": timedelta(minutes=30)}
    code, token = api.get_code_and_token()
    clock.shift(15 * 60)

    assert renew(api, token).status_code == 403
    assert api.auth(token, code).status_code == 200


def test_a_new_code_counts_as_an_issued_token(user, api, clock, settings):
    settings.JWT2FA_AUTH = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "3/d"}
    _, token = api.get_code_and_token()
    for _ in range(2):
        clock.shift(30)
        code, token = renew_code_and_token(api, token)
    clock.shift(30)

    response = renew(api, token)

    assert response.status_code == 429
    assert "begun and not completed" in response.json()["detail"]
    # The code token that is out stays valid, and completing the login clears it all.
    assert api.auth(token, code).status_code == 200
    assert api.get_code().status_code == 200


def test_a_new_code_takes_the_slot_of_the_old_one(user, api, clock):
    tokens = [api.get_code_and_token()[1] for _ in range(3)]
    for token in tokens:
        renew_code_and_token(api, token)

    assert api.get_code().status_code == 429
    # The slots are kept for as long as the new tokens live.
    clock.shift(299)
    assert api.get_code().status_code == 429
    clock.shift(1)
    assert api.get_code().status_code == 200


def test_slots_are_kept_for_the_longer_life_of_new_tokens(user, api, clock, settings):
    settings.JWT2FA_AUTH = {"MAX_ACTIVE_CODE_TOKENS_PER_USER": 1}
    _, token = api.get_code_and_token()
    clock.shift(200)
    code, token = renew_code_and_token(api, token)
    clock.shift(299)
    assert api.get_code().status_code == 429

    assert api.auth(token, code).status_code == 200

    assert api.get_code().status_code == 200


def test_a_new_code_without_limits(user, api, settings):
    settings.JWT2FA_AUTH = {
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": None,
        "MAX_ACTIVE_CODE_TOKENS_PER_USER": None,
        "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": None,
    }
    _, token = api.get_code_and_token()
    code, token = renew_code_and_token(api, token)

    assert api.auth(token, code).status_code == 200


def test_a_code_that_cannot_be_sent_leaves_the_old_token_alone(
    user, api, clock, settings
):
    settings.JWT2FA_AUTH = {"MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d"}
    code, token = api.get_code_and_token()

    def fail(user, code):
        raise CodeSendingError("The mailman is ill")

    settings.JWT2FA_AUTH["CODE_SENDER"] = fail
    response = renew(api, token)
    assert response.status_code == 501
    assert "The mailman is ill" in response.json()["detail"]

    del settings.JWT2FA_AUTH["CODE_SENDER"]
    clock.shift(30)
    # Its place in the guess budget is free again, and the old token was not ended.
    code, token = renew_code_and_token(api, token)
    assert api.auth(token, code).status_code == 200


def test_the_old_token_ends_when_the_new_code_was_sent_and_not_before(
    user, api, settings
):
    code, token = api.get_code_and_token()
    answers = []

    def log_in_meanwhile(user, new_code):
        answers.append(api.auth(token, code).status_code)

    settings.JWT2FA_AUTH = {"CODE_SENDER": log_in_meanwhile}

    # Of the two, one wins: a login that was completed needs no new code.
    assert answer(renew(api, token)) == WRONG
    assert answers == [200]


def test_a_used_token_cannot_be_renewed(user, api):
    code, token = api.get_code_and_token()
    api.auth(token, code)

    assert answer(renew(api, token)) == WRONG


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_what_is_no_code_token_cannot_be_renewed(db, api, token):
    assert answer(renew(api, token)) == WRONG


def test_a_missing_token_is_a_400(db, api):
    response = api.post("/challenge/", {})

    assert answer(response) == (400, {"code_token": ["This field is required."]})


def test_an_unknown_token_cannot_be_renewed(user, api, cache):
    _, token = api.get_code_and_token()
    cache.clear()

    assert answer(renew(api, token)) == WRONG


def test_a_token_of_retired_keys_cannot_be_renewed(user, api, settings):
    code, token = api.get_code_and_token()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret key that is as long as it has to be"

    assert answer(renew(api, token)) == WRONG
    assert api.auth(token, code).status_code == 200


def test_a_user_who_is_inactive_by_now_gets_no_new_code(user, api):
    _, token = api.get_code_and_token()
    user.is_active = False
    user.save()

    assert renew(api, token).status_code == 403
    assert len(mail.outbox) == 1


def test_a_user_whose_password_changed_gets_no_new_code(user, api):
    _, token = api.get_code_and_token()
    user.set_password("battery staple")
    user.save()

    assert answer(renew(api, token)) == WRONG
    assert len(mail.outbox) == 1
