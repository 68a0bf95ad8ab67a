"""``totp/confirm/``."""

import base64
from datetime import timedelta

from testproject.enrolling import App, get_claims, get_code, make_access_token


def test_from_the_mailed_code_to_an_app(ann):
    response = ann.api.post("/totp/setup/")
    assert set(response.json()) == {"secret", "provisioning_uri", "qr_code"}
    assert response["Cache-Control"] == "private, no-store"
    app = App(response.json())

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert len(answer["recovery_codes"]) == 10
    assert get_claims(answer["access"])["acr"] == "totp"
    assert get_claims(answer["refresh"])["amr"] == ["pwd", "otp", "mfa"]
    assert response["Cache-Control"] == "private, no-store"


def test_only_the_login_that_began_an_enrolment_may_confirm_it(ann, clock):
    app = ann.set_up()
    clock.shift(2)
    ann.log_in()

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (403, "nothing_to_confirm")


def test_an_enrolment_is_confirmed_within_ten_minutes_or_not_at_all(ann, clock):
    app = ann.set_up()
    clock.shift(299)
    ann.refresh()
    clock.shift(299)
    ann.refresh()
    clock.shift(2)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (403, "nothing_to_confirm")


def test_a_wrong_confirmation_can_be_tried_again_after_a_wait(ann, clock):
    app = ann.set_up()

    response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
    assert get_code(response) == (403, "incorrect_confirmation")
    response = ann.api.post("/totp/confirm/", {"code": app.code()})
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    clock.shift(2)
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_a_confirmation_may_fail_as_often_as_a_login(ann, clock):
    app = ann.set_up()
    for _ in range(5):
        # What cannot be a code is not counted.
        assert get_code(ann.api.post("/totp/confirm/", {"code": "x"}))[0] == 403
        clock.shift(2)
        response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
        assert get_code(response) == (403, "incorrect_confirmation")
        clock.shift(2)

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (403, "nothing_to_confirm")
    clock.shift(2)
    app = ann.set_up()
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_without_a_limit_it_may_fail_without_end(ann, clock, configure):
    configure(
        MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None, AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(0)
    )
    app = ann.set_up()
    for _ in range(6):
        response = ann.api.post("/totp/confirm/", {"code": app.wrong_code()})
        assert response.status_code == 403

    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_a_new_password_ends_an_enrolment_that_was_begun(ann, user):
    app = ann.set_up()
    user.set_password("battery staple")
    user.save()

    # The token of the login before is outdated, and a new one begins anew.
    response = ann.api.post("/totp/confirm/", {"code": app.code()})
    assert get_code(response) == (401, "login_outdated")
    ann.use({"access": make_access_token(user)})
    ann.clock.shift(2)
    response = ann.api.post("/totp/confirm/", {"code": app.code()})
    assert get_code(response) == (403, "nothing_to_confirm")


def test_a_pending_secret_that_no_key_opens_is_told_as_such(ann, configure, caplog):
    keys = [base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]
    configure(ENCRYPTION_KEYS=keys[:1])
    app = ann.set_up()
    configure(ENCRYPTION_KEYS=keys[1:])

    response = ann.api.post("/totp/confirm/", {"code": app.code()})

    assert get_code(response) == (503, "method_failed")
    assert "cannot be decrypted" in caplog.text
