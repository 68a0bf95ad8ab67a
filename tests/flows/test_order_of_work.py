"""A request that is refused uses nothing up, counts nothing and clears nothing."""

import pytest
from testproject.client import other_code

from drf_jwt_2fa.methods import CodeSender

ONE_TOKEN = {
    "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 1,
    "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d",
    "CODE_TOKEN_THROTTLE_RATE": None,
}


def rule_nobody_in(user):
    return False


REFUSALS = {
    "an inactive user": (
        lambda user, settings: set_active(user, False),
        lambda user, settings: set_active(user, True),
    ),
    "a rule of the project": (
        lambda user, settings: set_rule(settings, f"{__name__}.rule_nobody_in"),
        lambda user, settings: set_rule(settings, None),
    ),
    "another e-mail address": (
        lambda user, settings: set_email(user, "other@example.com"),
        lambda user, settings: set_email(user, "ann@example.com"),
    ),
}


def set_active(user, is_active):
    user.is_active = is_active
    user.save()


def set_rule(settings, path):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": path} if path else {}


def set_email(user, address):
    user.email = address
    user.save()


@pytest.fixture(params=REFUSALS)
def refusal(request, user, settings):
    """Begin and end what has the requests of the user refused."""
    begin, end = REFUSALS[request.param]
    return (lambda: begin(user, settings)), (lambda: end(user, settings))


def test_a_right_code_that_is_refused_is_good_afterwards(api, settings, refusal):
    begin, end = refusal
    code, token = api.get_code_and_token()
    begin()
    assert api.auth(token, code).status_code in (401, 403)
    end()

    assert api.auth_after_wait(token, code).status_code == 200


def test_it_clears_no_budget_and_frees_no_slot(api, settings, refusal):
    settings.JWT2FA_AUTH = {**ONE_TOKEN, "MAX_ACTIVE_CODE_TOKENS_PER_USER": 2}
    begin, end = refusal
    code, token = api.get_code_and_token()
    api.get_code_and_token()
    begin()
    api.auth(token, code)
    end()

    assert api.get_code().status_code == 429
    settings.JWT2FA_AUTH["MAX_ACTIVE_CODE_TOKENS_PER_USER"] = None
    assert "not completed" in api.get_code().json()["detail"]


def test_only_a_completed_login_clears_the_budget(api, user, settings):
    settings.JWT2FA_AUTH = ONE_TOKEN
    code, token = api.get_code_and_token()
    other, other_token = api.get_code_and_token()
    assert api.auth(other_token, other_code(other)).status_code == 401
    assert api.get_code().status_code == 429

    assert api.auth(token, code).status_code == 200

    assert api.get_code().status_code == 200


def test_a_user_who_is_gone_is_a_plain_401(api, user):
    code, token = api.get_code_and_token()
    user.delete()

    for _ in range(2):
        response = api.auth_after_wait(token, code)
        assert response.status_code == 401
        # It was never used, so nobody is told that it was.
        assert response.data["detail"].code == "authentication_failed"


def recovery_code_left(ann):
    return ann.user.drf_jwt_2fa_methods.get(name="recovery-code").recovery_codes.filter(
        used_at=None
    )


def choose(ann, token, method):
    response = ann.api.post("/challenge/", {"code_token": token, "method": method})
    assert response.status_code == 200, response.content
    return response.json()["token"]


@pytest.mark.parametrize("kind", ["an inactive user", "another e-mail address"])
def test_a_recovery_code_is_not_burned(ann, phone, kind):
    begin, _end = REFUSALS[kind]
    token = choose(ann, ann.begin(), "recovery-code")
    ann.user.refresh_from_db()
    begin(ann.user, ann.settings)

    assert ann.api.auth(token, ann.recovery_codes[0]).status_code in (401, 403)

    assert recovery_code_left(ann).count() == 10


def test_nor_is_it_by_a_method_that_is_not_trusted_any_more(ann, phone):
    token = choose(ann, ann.begin(), "recovery-code")
    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["totp"]

    assert ann.api.auth(token, ann.recovery_codes[0]).status_code in (401, 403)

    assert recovery_code_left(ann).count() == 10


def test_nor_for_a_change(ann, phone):
    token = choose(ann, ann.begin_step_up(phone), "recovery-code")
    ann.settings.JWT2FA_AUTH["TRUSTED_2FA_METHODS"] = ["totp"]
    proof = {"code_token": token, "code": ann.recovery_codes[0]}

    assert phone.call("/totp/", verb="delete", **proof).status_code == 403

    assert recovery_code_left(ann).count() == 10


@pytest.mark.parametrize("what_for", ["a login", "another user"])
def test_a_code_token_that_is_no_proof_is_not_used_up_by_a_change(
    ann, phone, what_for, django_user_model, claims
):
    token = ann.begin()
    proof = {"code_token": token, "code": ann.right_code()}
    device = phone
    if what_for == "another user":
        django_user_model.objects.create_user("bob", "bob@example.com", "correct horse")
        bob = type(ann)(ann.api, ann.clock, ann.user, ann.settings)
        token = bob.begin(username="bob")
        tokens = ann.api.auth(token, ann.api.last_mailed_code).json()
        device = type(phone)(ann.api, ann.clock, tokens)
        proof = ann.prove(phone)
        bob.set_up(device)

    path = "/recovery-codes/" if what_for == "a login" else "/2fa-method/"
    assert device.post(path, method="totp", **proof).status_code in (403, 409)

    assert (
        ann.api.auth_after_wait(proof["code_token"], proof["code"]).status_code == 200
    )


def test_a_method_that_is_not_offered_any_more_uses_nothing_up(ann, phone):
    token = ann.begin()
    code = ann.right_code()
    methods = ann.settings.JWT2FA_AUTH["METHODS"]
    ann.settings.JWT2FA_AUTH["METHODS"] = methods[1:]
    assert ann.api.auth(token, code).status_code == 401
    ann.settings.JWT2FA_AUTH["METHODS"] = methods

    assert ann.api.auth_after_wait(token, code).status_code == 200


def close_step_ups(ann, device):
    """Answer wrongly as often as one may; return how often that was."""
    for number in range(100):
        response = device.post("/step-up/")
        if response.status_code != 200:
            return number, response
        token = response.json()["token"]
        wrong = ann.wrong_code()
        assert ann.api.auth_after_wait(token, wrong).status_code == 401
    raise AssertionError


@pytest.fixture
def unlimited(ann):
    limits = ("MAX_ACTIVE_CODE_TOKENS_PER_USER", "MAX_UNREDEEMED_CODE_TOKENS_PER_USER")
    ann.settings.JWT2FA_AUTH.update(dict.fromkeys(limits))


@pytest.mark.usefixtures("unlimited")
def test_wrong_answers_close_step_ups_and_no_method(ann, phone):
    number, response = close_step_ups(ann, phone)

    assert number == 20
    assert response.status_code == 403
    assert response.data["detail"].code == "step_ups_closed"
    token = ann.begin()
    code = ann.right_code()
    assert ann.api.auth_after_wait(token, code).status_code == 200
    assert phone.post("/step-up/").status_code == 200


@pytest.mark.usefixtures("unlimited")
def test_a_right_answer_to_a_step_up_that_is_out_is_refused_and_not_used_up(ann, phone):
    for _ in range(5):
        token = ann.begin_step_up(phone)
        for _ in range(4):
            wrong = ann.wrong_code()
            assert ann.api.auth_after_wait(token, wrong).status_code == 401
    code = ann.right_code()

    response = ann.api.auth(token, code)

    assert response.status_code == 403
    assert response.data["detail"].code == "step_ups_closed"
    assert ann.api.auth(ann.begin(), code).status_code == 200


@pytest.mark.usefixtures("unlimited")
def test_no_step_up_opens_them_again_and_no_refresh(ann, phone):
    close_step_ups(ann, phone)

    assert phone.refresh() == 200
    assert phone.post("/step-up/").status_code == 403


def test_an_untrusted_login_clears_nothing(ann, settings):
    settings.JWT2FA_AUTH.update(ONE_TOKEN, TRUSTED_2FA_METHODS=["totp"])
    token = ann.begin()
    response = ann.api.auth(token, ann.api.last_mailed_code)
    assert list(response.json()) == ["enrollment_token"]
    ann.begin()

    response = ann.api.get_code()

    assert response.status_code == 429
    assert "not completed" in response.json()["detail"]


def test_but_enrolling_completes_it(ann, settings):
    settings.JWT2FA_AUTH.update(ONE_TOKEN, TRUSTED_2FA_METHODS=["totp"])
    device = ann.log_in()
    device.tokens["access"] = device.tokens.pop("enrollment_token")
    ann.begin()
    assert ann.api.get_code().status_code == 429

    ann.enroll(device)

    assert ann.api.get_code().status_code == 200


def test_the_answer_is_looked_at_last(api, user, settings, monkeypatch):
    """In the default configuration a right code is looked at before the user.

    It is not used up then, and a wrong one asks the database nothing.
    """
    code, token = api.get_code_and_token()
    set_active(user, False)
    verified = []
    verify = CodeSender.verify

    def note(self, *args):
        verified.append(args)
        return verify(self, *args)

    monkeypatch.setattr(CodeSender, "verify", note)
    assert api.auth(token, code).status_code == 403
    set_active(user, True)

    assert api.auth_after_wait(token, code).status_code == 200
    assert len(verified) == 2
