"""Whole logins, as a client and its user live them."""

import pytest
from django.contrib.auth.signals import user_login_failed
from testproject.client import other_code

from drf_jwt_2fa import sending


def me(api, access):
    return api.get("/me/", HTTP_AUTHORIZATION=f"Bearer {access}")


def test_password_then_code_then_api_then_refresh_then_verify(api, user):
    code, code_token = api.get_code_and_token()
    tokens = api.auth(code_token, code).json()

    assert me(api, tokens["access"]).json() == {"username": "ann"}
    refreshed = api.post("/refresh/", {"refresh": tokens["refresh"]}).json()
    assert me(api, refreshed["access"]).status_code == 200
    verified = api.post("/verify/", {"token": refreshed["access"]})
    assert (verified.status_code, verified.json()) == (200, {})


def test_a_mistyped_code_costs_a_wait_and_can_be_mended(api, user):
    code, code_token = api.get_code_and_token()

    wrong = api.auth(code_token, other_code(code))
    assert wrong.status_code == 401
    assert wrong.json() == {"detail": "Incorrect authentication credentials."}

    too_soon = api.auth(code_token, code)
    assert too_soon.status_code == 429
    assert too_soon["Retry-After"] == "2"

    assert api.auth_after_wait(code_token, code).status_code == 200


def test_guessing_kills_the_code_token_and_a_new_one_logs_in(api, user):
    code, code_token = api.get_code_and_token()
    for _ in range(5):
        wrong = api.auth_after_wait(code_token, other_code(code))
        assert wrong.status_code == 401

    dead = api.auth_after_wait(code_token, code)
    assert dead.status_code == 403
    assert dead.json() == {"detail": "Too many failed authentication attempts."}

    assert api.log_in()


def test_a_code_token_logs_in_once(api, user):
    code, code_token = api.get_code_and_token()
    api.auth(code_token, code)

    again = api.auth_after_wait(code_token, code)

    assert again.status_code == 401
    assert "already been used" in again.json()["detail"]


def test_a_code_that_comes_too_late_is_refused(api, user, clock):
    code, code_token = api.get_code_and_token()
    clock.shift(300)

    late = api.auth(code_token, code)

    assert late.status_code == 403
    assert late.json() == {"detail": "Signature has expired."}


def test_codes_asked_for_and_never_used_run_out(api, user, clock):
    for _ in range(3):
        api.get_code_and_token()

    too_many = api.get_code()
    assert too_many.status_code == 429
    assert too_many["Retry-After"] == "300"

    clock.shift(300)
    assert api.log_in()


def test_logging_in_again_and_again_is_no_problem(api, user):
    for _ in range(8):
        assert api.log_in()


def test_an_address_that_asks_too_often_has_to_wait(api, user):
    for _ in range(12):
        assert api.get_code(password="wrong").status_code == 401

    throttled = api.get_code()

    assert throttled.status_code == 429
    assert throttled["Retry-After"] == "10800"
    elsewhere = {"username": "ann", "password": "correct horse"}
    response = api.post("/get-code/", elsewhere, REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 200


def test_the_client_is_told_that_a_code_could_not_be_sent(api, user, settings):
    def fail(user, code):
        raise sending.CodeSendingError("No phone number")

    settings.JWT2FA_AUTH = {"CODE_SENDER": fail}

    response = api.get_code()

    assert response.status_code == 501
    assert response.json() == {
        "detail": "Verification code sending failed: No phone number"
    }


def test_passwords_keep_their_spaces(api, user):
    user.set_password(" spaced ")
    user.save()

    assert api.get_code(password="spaced").status_code == 401
    assert api.get_code(password=" spaced ").status_code == 200


def test_an_account_closed_between_the_steps_stays_out(api, user):
    code, code_token = api.get_code_and_token()
    user.is_active = False
    user.save()

    closed = api.auth(code_token, code)

    assert closed.status_code == 403
    assert closed.json() == {
        "detail": "You do not have permission to perform this action."
    }


def test_an_account_deleted_between_the_steps_stays_out(api, user):
    code, code_token = api.get_code_and_token()
    user.delete()

    assert api.auth(code_token, code).status_code == 401


@pytest.fixture
def failures():
    """The credentials of the failed logins that Django is told of."""
    seen = []

    def receive(credentials, request, **kwargs):
        seen.append((credentials, request.META["REMOTE_ADDR"]))

    user_login_failed.connect(receive)
    yield seen
    user_login_failed.disconnect(receive)


def test_django_is_told_of_failures_in_both_steps(api, user, failures):
    api.get_code(password="wrong")
    code, code_token = api.get_code_and_token()
    api.auth(code_token, other_code(code))

    [(first, _), (second, address)] = failures
    assert first["username"] == "ann"
    assert "wrong" not in first.values()
    assert second == {"username": "ann"}
    assert address == "127.0.0.1"


def test_a_forged_token_is_nobodys_failure(api, user, failures):
    code, code_token = api.get_code_and_token()

    api.auth(code_token[:-4] + "AAAA", code)
    api.auth("x.y.z", code)

    assert not failures


def test_a_form_will_do_as_well_as_json(api, user):
    data = {"username": "ann", "password": "correct horse"}
    code_token = api.post("/get-code/", data, format="multipart").json()["token"]
    data = {"code_token": code_token, "code": api.last_mailed_code}

    assert api.post("/auth/", data, format="multipart").status_code == 200
