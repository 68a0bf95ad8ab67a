"""Users log in with what they have enrolled."""

import base64
from datetime import timedelta

from django.core import mail
from testproject.enrolling import get_claims, get_code, get_enrolled, make_access_token

from drf_jwt_2fa import sending
from drf_jwt_2fa.enrollment.testing import enroll_app

KEYS = [base64.b64encode(bytes([number]) * 32).decode() for number in range(2)]


def test_the_next_login_is_by_the_app(enrolled_ann):
    answer = enrolled_ann.begin()
    assert answer["method"] == "totp"
    assert answer["methods"] == [{"name": "totp"}, {"name": "recovery-code"}]
    assert not mail.outbox

    tokens = enrolled_ann.finish(answer["token"])

    assert get_claims(tokens["access"])["acr"] == "totp"


def test_a_code_of_the_app_is_good_once(enrolled_ann):
    code = enrolled_ann.app.code()
    enrolled_ann.log_in(code)

    answer = enrolled_ann.begin()

    assert enrolled_ann.api.auth(answer["token"], code).status_code == 401


def test_the_confirming_code_is_used_up(ann, clock):
    app = ann.set_up()
    code = app.code()
    ann.api.post("/totp/confirm/", {"code": code})
    answer = ann.begin()

    assert ann.api.auth(answer["token"], code).status_code == 401


def test_a_login_by_recovery_code_tells_how_many_are_left(enrolled_ann):
    code = enrolled_ann.recovery_codes[0]

    tokens = enrolled_ann.log_in(code, method="recovery-code")

    assert tokens["recovery_codes_left"] == 9
    assert get_claims(tokens["access"])["acr"] == "recovery-code"
    answer = enrolled_ann.begin()
    data = {"code_token": answer["token"], "method": "recovery-code"}
    answer = enrolled_ann.api.post("/challenge/", data).json()
    assert enrolled_ann.api.auth(answer["token"], code).status_code == 401


def test_the_mailed_code_is_no_way_around_the_app(enrolled_ann):
    answer = enrolled_ann.begin()

    data = {"code_token": answer["token"], "method": "code-sender"}
    response = enrolled_ann.api.post("/challenge/", data)

    assert response.status_code == 400
    assert not mail.outbox


def test_enrolling_ends_what_was_begun_before(ann):
    other = ann.api.get_code().json()["token"]
    code = ann.api.last_mailed_code

    ann.enroll()

    assert ann.api.auth(other, code).status_code == 401


def test_wrong_answers_in_a_row_end_in_no_way_around(enrolled_ann, configure):
    configure(
        MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None, AUTH_TOKEN_RETRY_WAIT_TIME=timedelta(0)
    )
    token = enrolled_ann.begin()["token"]
    for _ in range(100):
        wrong = enrolled_ann.app.wrong_code()
        assert enrolled_ann.api.auth(token, wrong).status_code == 401
    enrolled_ann.clock.shift(30)

    assert enrolled_ann.api.auth(token, enrolled_ann.app.code()).status_code == 401
    # What is left are the recovery codes, and nothing weaker.
    answer = enrolled_ann.begin()
    assert answer["methods"] == [{"name": "recovery-code"}]
    assert enrolled_ann.finish(answer["token"], enrolled_ann.recovery_codes[0])


def test_a_secret_that_no_key_opens_is_told_as_such(ann, configure, caplog):
    configure(ENCRYPTION_KEYS=KEYS[:1])
    ann.enroll()
    token = ann.begin()["token"]
    configure(ENCRYPTION_KEYS=KEYS[1:])

    response = ann.api.auth(token, ann.app.code())

    assert get_code(response) == (503, "method_failed")
    assert "cannot be decrypted" in caplog.text
    assert KEYS[0] not in caplog.text


def test_the_fallback_is_offered_to_the_enrolled_if_that_is_wanted(
    enrolled_ann, configure
):
    configure(OFFER_FALLBACK_2FA_METHOD=True)

    answer = enrolled_ann.begin()

    assert answer["method"] == "totp"
    assert [one["name"] for one in answer["methods"]] == [
        *("totp", "recovery-code", "code-sender"),
    ]
    data = {"code_token": answer["token"], "method": "code-sender"}
    answer = enrolled_ann.api.post("/challenge/", data).json()
    code = enrolled_ann.api.last_mailed_code
    assert enrolled_ann.finish(answer["token"], code)


def test_no_second_factor_is_never_offered_to_the_enrolled(enrolled_ann, configure):
    configure(OFFER_FALLBACK_2FA_METHOD=True, FALLBACK_2FA_METHOD="no-2fa")

    answer = enrolled_ann.begin()

    assert "no-2fa" not in [one["name"] for one in answer["methods"]]
    data = {"code_token": answer["token"], "method": "no-2fa"}
    assert enrolled_ann.api.post("/challenge/", data).status_code == 400


def send_slowly(user, code):
    """Send the code, while the user sets an app up elsewhere."""
    enroll_app(user)
    sending.send_verification_code_via_email(user, code)


def test_an_app_that_is_set_up_while_a_code_is_sent_ends_that_login(
    api, user, configure
):
    configure(CODE_SENDER=send_slowly)
    code, token = api.get_code_and_token()

    assert api.auth(token, code).status_code == 401


def test_an_app_that_is_set_up_while_a_code_is_sent_ends_that_step_up(
    ann, user, configure
):
    configure(CODE_SENDER=send_slowly)
    token = ann.api.post("/step-up/").json()["token"]

    proof = {"code_token": token, "code": ann.api.last_mailed_code}

    ann.use({"access": make_access_token(user)})
    assert get_code(ann.api.delete("/totp/", proof)) == (403, "incorrect_proof")
    assert get_enrolled(user) == ["totp"]


def test_an_app_that_is_set_up_while_a_new_code_is_sent_ends_that_login(
    api, user, configure, clock
):
    _code, token = api.get_code_and_token()
    configure(CODE_SENDER=send_slowly)
    clock.shift(30)
    token = api.post("/challenge/", {"code_token": token}).json()["token"]

    assert api.auth(token, api.last_mailed_code).status_code == 401
