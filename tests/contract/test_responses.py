"""The contract's table of responses, over HTTP."""

import json
import re
from datetime import timedelta

import pytest
from testproject.client import other_code

from drf_jwt_2fa.sending import CodeSendingError

WRONG = {"detail": "Incorrect authentication credentials."}
FORBIDDEN = {"detail": "You do not have permission to perform this action."}
TOO_MANY_ATTEMPTS = {"detail": "Too many failed authentication attempts."}
TOO_MANY_TOKENS = {
    "detail": "Too many active code tokens. Please wait for existing ones to expire."
}
USED = {
    "detail": "This code token has already been used."
    " If this wasn't you, your account may be compromised."
}
EXPIRED = {"detail": "Signature has expired."}
REQUIRED = ["This field is required."]
BLANK = ["This field may not be blank."]
NULL = ["This field may not be null."]


def throttled(seconds):
    return {
        "detail": f"Request was throttled. Expected available in {seconds} seconds."
    }


@pytest.fixture
def all_users_backend(settings):
    settings.AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.AllowAllUsersModelBackend"
    ]


def answer(response):
    return response.status_code, response.json()


def post(api, path, data, **extra):
    return answer(api.post(path, data, format="json", **extra))


# The flow


def test_right_credentials_give_a_code_token_and_a_mail(user, api, mailoutbox):
    response = api.get_code()
    assert response.status_code == 200
    assert list(response.json()) == ["token"]
    assert response.json()["token"].count(".") == 2
    [message] = mailoutbox
    assert message.to == ["ann@example.com"]
    assert re.fullmatch(r"[0-9]{7}: Your verification code", message.subject)


def test_the_code_token_and_the_code_give_an_access_and_a_refresh_token(user, api):
    code, token = api.get_code_and_token()
    response = api.auth(token, code)
    assert response.status_code == 200
    assert sorted(response.json()) == ["access", "refresh"]


def test_the_refresh_token_gives_a_new_access_token(user, api):
    tokens = api.log_in()
    status, body = post(api, "/refresh/", {"refresh": tokens["refresh"]})
    assert status == 200
    header = f"Bearer {body['access']}"
    assert api.get("/me/", HTTP_AUTHORIZATION=header).status_code == 200


def test_a_wrong_refresh_token_is_a_401(user, api):
    tokens = api.log_in()
    for token in ("x", tokens["access"]):
        assert post(api, "/refresh/", {"refresh": token})[0] == 401


def test_good_tokens_are_verified(user, api):
    for token in api.log_in().values():
        assert post(api, "/verify/", {"token": token}) == (200, {})


def test_bad_tokens_are_not_verified(db, api):
    assert post(api, "/verify/", {"token": "x"})[0] == 401


def test_refresh_and_verify_name_the_missing_field(db, api):
    assert post(api, "/refresh/", {}) == (400, {"refresh": REQUIRED})
    assert post(api, "/verify/", {}) == (400, {"token": REQUIRED})


def test_the_whole_flow_works_with_forms(user, api):
    response = api.post("/get-code/", {"username": "ann", "password": "correct horse"})
    assert response.status_code == 200
    data = {"code_token": response.json()["token"], "code": api.last_mailed_code}
    response = api.post("/auth/", data)
    assert sorted(response.json()) == ["access", "refresh"]


def test_a_bad_authorization_header_does_not_get_in_the_way(user, api):
    api.credentials(HTTP_AUTHORIZATION="Bearer of.bad.news")
    code, token = api.get_code_and_token()
    assert api.auth(token, code).status_code == 200


# The first step


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ({}, {"username": REQUIRED, "password": REQUIRED}),
        ({"username": "ann"}, {"password": REQUIRED}),
        ({"password": "correct horse"}, {"username": REQUIRED}),
        ({"username": "", "password": ""}, {"username": BLANK, "password": BLANK}),
        ({"username": "", "password": "correct horse"}, {"username": BLANK}),
        ({"username": "ann", "password": ""}, {"password": BLANK}),
        ({"username": None, "password": "correct horse"}, {"username": NULL}),
        ({"username": "ann", "password": None}, {"password": NULL}),
        ({"username": ""}, {"username": BLANK, "password": REQUIRED}),
    ],
)
def test_only_the_faulty_fields_of_a_code_request_are_named(user, api, data, body):
    assert post(api, "/get-code/", data) == (400, body)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ann", "wrong"),
        ("bob", "correct horse"),
        ("bob", "wrong"),
        ("ann", "CORRECT HORSE"),
    ],
)
def test_a_wrong_name_or_password_is_a_401(user, api, mailoutbox, username, password):
    assert answer(api.get_code(username, password)) == (401, WRONG)
    assert mailoutbox == []


@pytest.mark.parametrize("password", [" correct horse", "correct horse ", "   ", "\t"])
def test_a_password_is_compared_as_sent(user, api, password):
    assert answer(api.get_code("ann", password)) == (401, WRONG)


def test_a_password_with_spaces_around_it_is_right_with_its_spaces(
    user, api, mailoutbox
):
    user.set_password(" correct horse ")
    user.save()
    assert api.get_code("ann", "correct horse").status_code == 401
    assert api.get_code("ann", " correct horse ").status_code == 200


def test_an_inactive_user_is_a_401_for_the_default_backend(user, api):
    user.is_active = False
    user.save()
    assert answer(api.get_code()) == (401, WRONG)


def test_an_inactive_user_whom_the_backend_lets_through_is_a_403(
    user, api, mailoutbox, all_users_backend
):
    user.is_active = False
    user.save()
    assert answer(api.get_code()) == (403, FORBIDDEN)
    assert mailoutbox == []


def test_an_inactive_user_with_a_wrong_password_is_a_401(user, api, all_users_backend):
    user.is_active = False
    user.save()
    assert answer(api.get_code("ann", "wrong")) == (401, WRONG)


def test_the_thirteenth_request_in_three_hours_is_throttled(user, api, clock):
    for _ in range(12):
        assert answer(api.get_code("ann", "wrong")) == (401, WRONG)
    response = api.get_code()
    assert answer(response) == (429, throttled(10800))
    assert response["Retry-After"] == "10800"
    clock.shift(10801)
    assert api.get_code().status_code == 200


def test_the_wait_for_another_code_is_rounded_up(user, api, clock, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/10s")
    assert api.get_code().status_code == 200
    clock.shift(0.75)
    assert answer(api.get_code()) == (429, throttled(10))


def test_another_address_is_not_throttled(user, api, configure):
    configure(CODE_TOKEN_THROTTLE_RATE="1/m")
    data = {"username": "ann", "password": "correct horse"}
    assert post(api, "/get-code/", data, REMOTE_ADDR="10.0.0.1")[0] == 200
    assert post(api, "/get-code/", data, REMOTE_ADDR="10.0.0.1")[0] == 429
    assert post(api, "/get-code/", data, REMOTE_ADDR="10.0.0.2")[0] == 200


def test_without_a_rate_no_code_request_is_throttled(user, api, configure):
    configure(CODE_TOKEN_THROTTLE_RATE=None)
    for _ in range(30):
        assert answer(api.get_code("ann", "wrong")) == (401, WRONG)


def test_a_fourth_active_code_token_is_a_429(user, api, mailoutbox):
    for _ in range(3):
        assert api.get_code().status_code == 200
    assert answer(api.get_code()) == (429, TOO_MANY_TOKENS)
    assert len(mailoutbox) == 3


def test_a_wrong_password_is_a_401_even_if_there_are_too_many_code_tokens(user, api):
    for _ in range(3):
        api.get_code()
    assert answer(api.get_code("ann", "wrong")) == (401, WRONG)


def test_another_user_may_have_code_tokens_of_their_own(user, api, django_user_model):
    django_user_model.objects.create_user("bob", "bob@example.com", "battery")
    for _ in range(3):
        api.get_code()
    assert api.get_code("bob", "battery").status_code == 200


def test_after_five_minutes_there_is_room_again(user, api, clock):
    for _ in range(3):
        api.get_code()
    clock.shift(301)
    assert api.get_code().status_code == 200


@pytest.mark.parametrize(
    ("error", "reason"),
    [(CodeSendingError("no signal"), "no signal"), (ValueError("x"), "Unknown error")],
)
def test_a_code_that_could_not_be_sent_is_a_501(user, api, configure, error, reason):
    def refuse(user, code):
        raise error

    configure(CODE_SENDER=refuse)
    body = {"detail": f"Verification code sending failed: {reason}"}
    assert answer(api.get_code()) == (501, body)


def test_a_user_without_an_address_is_a_501(user, api):
    user.email = ""
    user.save()
    body = {"detail": "Verification code sending failed: No e-mail address known"}
    assert answer(api.get_code()) == (501, body)


@pytest.mark.parametrize("failure", [{"return_value": 0}, {"side_effect": OSError}])
def test_a_mail_that_could_not_be_sent_is_a_501(user, api, monkeypatch, failure):
    def send_mail(*args, **kwargs):
        if "side_effect" in failure:
            raise failure["side_effect"]
        return failure["return_value"]

    monkeypatch.setattr("drf_jwt_2fa.sending.send_mail", send_mail)
    body = {"detail": "Verification code sending failed: Unable to send e-mail"}
    assert answer(api.get_code()) == (501, body)


# The second step


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ({}, {"code_token": REQUIRED, "code": REQUIRED}),
        ({"code": "1234567"}, {"code_token": REQUIRED}),
        ({"code_token": "", "code": "1234567"}, {"code_token": BLANK}),
        ({"code_token": " ", "code": "1234567"}, {"code_token": BLANK}),
        ({"code_token": None, "code": "1234567"}, {"code_token": NULL}),
        ({"code_token": "", "code": ""}, {"code_token": BLANK, "code": BLANK}),
    ],
)
def test_an_attempt_without_a_code_token_is_a_400_however_often(db, api, data, body):
    for _ in range(3):
        assert post(api, "/auth/", data) == (400, body)


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ({}, {"code": REQUIRED}),
        ({"code": ""}, {"code": BLANK}),
        ({"code": None}, {"code": NULL}),
    ],
)
def test_an_attempt_without_a_code_is_a_400(user, api, data, body):
    _, token = api.get_code_and_token()
    assert post(api, "/auth/", {"code_token": token, **data}) == (400, body)


def test_an_attempt_without_a_code_does_not_use_up_the_code_token(user, api, clock):
    code, token = api.get_code_and_token()
    for _ in range(6):
        assert post(api, "/auth/", {"code_token": token})[0] == 400
        clock.shift(2)
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize("token", ["x", "a.b.c", "...", "☃.☃.☃", "[]", "x" * 4000])
def test_something_that_is_no_code_token_is_a_401(db, api, token):
    assert answer(api.auth(token, "1234567")) == (401, WRONG)


def test_a_code_token_with_another_signature_is_a_401(user, api):
    code, token = api.get_code_and_token()
    _, other = api.get_code_and_token()
    forged = token.rpartition(".")[0] + "." + other.rpartition(".")[2]
    assert answer(api.auth(forged, code)) == (401, WRONG)


def test_a_code_token_of_another_key_is_a_401(user, api, configure):
    code, token = api.get_code_and_token()
    configure(CODE_TOKEN_SECRET_KEY="another key of forty-some characters, by hand")
    assert answer(api.auth(token, code)) == (401, WRONG)


def test_a_wrong_code_is_a_401(user, api):
    code, token = api.get_code_and_token()
    assert answer(api.auth(token, other_code(code))) == (401, WRONG)


@pytest.mark.parametrize("change", ["  ", "{}0", "0{}", "{}x", "{0}{0}"])
def test_a_code_is_compared_as_sent(user, api, change):
    code, token = api.get_code_and_token()
    assert answer(api.auth(token, change.format(code))) == (401, WRONG)
    assert api.auth_after_wait(token, code).status_code == 200


@pytest.mark.parametrize("change", ["{} ", " {}", "\t{}\r\n"])
def test_a_code_is_trimmed(user, api, change):
    code, token = api.get_code_and_token()
    assert api.auth(token, change.format(code)).status_code == 200


def test_a_401_asks_for_authentication(user, api):
    assert api.get_code("ann", "wrong").has_header("WWW-Authenticate")
    assert api.auth("x", "1").has_header("WWW-Authenticate")


def test_a_user_who_is_gone_is_a_401(user, api):
    code, token = api.get_code_and_token()
    user.delete()
    assert answer(api.auth(token, code)) == (401, WRONG)


def test_a_user_who_became_inactive_is_a_403(user, api):
    code, token = api.get_code_and_token()
    user.is_active = False
    user.save()
    assert answer(api.auth(token, code)) == (403, FORBIDDEN)


@pytest.mark.parametrize("right", [True, False])
def test_an_expired_code_token_is_a_403(user, api, clock, right):
    code, token = api.get_code_and_token()
    clock.shift(301)
    sent = code if right else other_code(code)
    assert answer(api.auth(token, sent)) == (403, EXPIRED)


def test_a_code_token_is_good_until_it_expires(user, api, clock):
    code, token = api.get_code_and_token()
    clock.shift(299)
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize("right", [True, False])
def test_after_five_failed_attempts_every_code_is_a_403(user, api, right):
    code, token = api.get_code_and_token()
    for _ in range(5):
        assert answer(api.auth_after_wait(token, other_code(code))) == (401, WRONG)
    for _ in range(3):
        sent = code if right else other_code(code)
        assert answer(api.auth_after_wait(token, sent)) == (403, TOO_MANY_ATTEMPTS)


def test_after_four_failed_attempts_the_right_code_is_let_in(user, api):
    code, token = api.get_code_and_token()
    for _ in range(4):
        api.auth_after_wait(token, other_code(code))
    assert api.auth_after_wait(token, code).status_code == 200


def test_a_dead_code_token_does_not_harm_another_one(user, api):
    code, token = api.get_code_and_token()
    for _ in range(5):
        api.auth_after_wait(token, other_code(code))
    assert sorted(api.log_in()) == ["access", "refresh"]


def test_a_used_code_token_with_the_right_code_is_a_401_that_says_so(user, api):
    code, token = api.get_code_and_token()
    assert api.auth(token, code).status_code == 200
    for _ in range(8):
        assert answer(api.auth_after_wait(token, code)) == (401, USED)


def test_a_used_code_token_with_a_wrong_code_is_a_plain_401(user, api):
    code, token = api.get_code_and_token()
    api.auth(token, code)
    assert answer(api.auth_after_wait(token, other_code(code))) == (401, WRONG)


# The wait between attempts


def test_a_second_attempt_within_two_seconds_is_a_429(user, api, clock):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    response = api.auth(token, code)
    assert answer(response) == (429, throttled(2))
    assert response["Retry-After"] == "2"


def test_the_wait_is_rounded_up(user, api, clock):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    clock.shift(0.75)
    assert answer(api.auth(token, code)) == (429, throttled(2))
    clock.shift(1)
    response = api.auth(token, code)
    assert response.status_code == 429
    assert "Expected available in 1 second" in response.json()["detail"]


@pytest.mark.parametrize("times", [(10, 0.3, 10), (10, 3, 7), (2.5, 0, 3), (90, 1, 89)])
def test_the_wait_is_configurable(user, api, clock, configure, times):
    wait, passed, seconds = times
    configure(AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(seconds=wait))
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    clock.shift(passed)
    assert answer(api.auth(token, code)) == (429, throttled(seconds))
    clock.shift(wait - passed)
    assert api.auth(token, code).status_code == 200


def test_a_success_makes_the_next_attempt_wait_too(user, api):
    code, token = api.get_code_and_token()
    assert api.auth(token, code).status_code == 200
    assert answer(api.auth(token, code)) == (429, throttled(2))


def test_a_throttled_attempt_does_not_extend_the_wait(user, api, clock):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    for _ in range(3):
        clock.shift(0.5)
        assert api.auth(token, code).status_code == 429
    clock.shift(0.5)
    assert api.auth(token, code).status_code == 200


def test_a_throttled_attempt_is_no_failed_attempt(user, api, clock):
    code, token = api.get_code_and_token()
    api.auth(token, other_code(code))
    for _ in range(10):
        assert api.auth(token, other_code(code)).status_code == 429
    clock.shift(2)
    assert api.auth(token, code).status_code == 200


def test_another_code_token_need_not_wait(user, api):
    code, token = api.get_code_and_token()
    other, other_token = api.get_code_and_token()
    assert api.auth(token, other_code(code)).status_code == 401
    assert api.auth(other_token, other_code(other)).status_code == 401
    assert api.auth(token, code).status_code == 429


def test_attempts_are_told_apart_by_token_and_not_by_address(user, api):
    code, token = api.get_code_and_token()
    data = {"code_token": token, "code": other_code(code)}
    assert post(api, "/auth/", data, REMOTE_ADDR="10.0.0.1")[0] == 401
    assert post(api, "/auth/", data, REMOTE_ADDR="10.0.0.2")[0] == 429


# Settings that the answers follow


def test_the_keys_of_the_answer_are_configurable(user, api, configure):
    configure(AUTH_RESULT_ACCESS_TOKEN_KEY="a", AUTH_RESULT_REFRESH_TOKEN_KEY="r")
    tokens = api.log_in()
    assert sorted(tokens) == ["a", "r"]
    header = f"Bearer {tokens['a']}"
    assert api.get("/me/", HTTP_AUTHORIZATION=header).status_code == 200


def test_a_code_of_another_alphabet_logs_in(user, api, configure):
    configure(CODE_LENGTH=4, CODE_CHARACTERS="é☃")
    code, token = api.get_code_and_token()
    assert len(code) == 4
    assert set(code) <= set("é☃")
    assert api.auth(token, code).status_code == 200


def test_the_sender_is_given_the_user_of_the_login(user, api, sent):
    assert api.get_code().status_code == 200
    [(given, code)] = sent
    assert given == user
    assert len(code) == 7


def test_a_users_code_is_not_the_code_of_another_user(user, api, django_user_model):
    django_user_model.objects.create_user("bob", "bob@example.com", "battery")
    code, _ = api.get_code_and_token()
    _, token = api.get_code_and_token(username="bob", password="battery")
    assert answer(api.auth(token, code)) == (401, WRONG)


def test_the_tokens_are_those_of_the_user_who_logged_in(user, api, django_user_model):
    django_user_model.objects.create_user("bob", "bob@example.com", "battery")
    access = api.log_in(username="bob", password="battery")["access"]
    response = api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {access}")
    assert response.json() == {"username": "bob"}


def test_the_endpoints_answer_in_json_without_being_asked(user, api):
    response = api.post("/get-code/", {"username": "ann"}, format="json")
    assert response["Content-Type"].startswith("application/json")
    assert json.loads(response.content) == {"password": REQUIRED}
