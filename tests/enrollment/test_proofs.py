"""A change takes a step-up of its user, which it uses up once."""

from types import SimpleNamespace

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework_simplejwt.tokens import AccessToken
from testproject.enrolling import get_claims, get_code, make_access_token

from drf_jwt_2fa.claims import EPOCH_CLAIM
from drf_jwt_2fa.enrollment import changes, proofs
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.enrollment.store import begin_epoch, read_factors
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.enrollment.views import recovery_codes as view
from drf_jwt_2fa.login.auth_tokens import Evidence
from drf_jwt_2fa.methods import Factors, find_method
from drf_jwt_2fa.token_manager import CodeTokenManager


def answer_wrong(person, times):
    """Give wrong answers to step-ups, five for each."""
    for number in range(times):
        if number % 5 == 0:
            proof = {**person.prove(), "code": person.app.wrong_code()}
        person.clock.shift(2)
        response = person.api.post("/recovery-codes/", proof)
        assert get_code(response) == (403, "incorrect_proof")


def test_new_tokens_are_of_the_epoch_of_the_change(user, enrolled):
    epoch = changes.prefer(user, read_factors(user), "totp").epoch
    changes.reset(user)

    tokens = proofs.renew_tokens(user, Evidence(find_method("totp")), epoch)

    assert get_claims(tokens["access"])[EPOCH_CLAIM] == epoch
    assert read_factors(user).epoch == epoch + 1


def test_twenty_wrong_answers_close_step_ups_and_no_login(enrolled_ann, user):
    ann = enrolled_ann
    answer_wrong(ann, 19)
    proof = ann.prove()
    answer_wrong(ann, 1)

    ann.clock.shift(2)
    response = ann.api.post("/recovery-codes/", proof)
    assert response.status_code == 403
    response = ann.api.post("/step-up/")
    assert response.status_code == 403
    assert EnrolledMethod.objects.get(name="totp").wrong_answers == 0
    assert EnrolledMethod.objects.get(name="totp").disabled_at is None

    # A login by password opens them.
    ann.clock.shift(30)
    ann.log_in()
    assert ann.api.post("/recovery-codes/", ann.prove()).status_code == 200


def test_a_login_gives_back_the_step_ups_that_nobody_completed(enrolled_ann, configure):
    ann = enrolled_ann
    configure(MAX_UNREDEEMED_CODE_TOKENS_PER_USER="2/d")
    for _ in range(2):
        assert ann.api.post("/step-up/").status_code == 200
    assert ann.api.post("/step-up/").status_code == 429

    ann.clock.shift(30)
    ann.log_in()

    assert ann.api.post("/step-up/").status_code == 200


def test_what_is_refused_is_not_counted(enrolled_ann):
    ann = enrolled_ann
    answer_wrong(ann, 20)
    before = Account.objects.get().wrong_step_ups

    ann.api.post("/step-up/")

    assert Account.objects.get().wrong_step_ups == before == 20


def test_a_right_answer_begins_anew(enrolled_ann):
    ann = enrolled_ann
    answer_wrong(ann, 19)
    ann.use(ann.api.post("/recovery-codes/", ann.prove()).json())

    answer_wrong(ann, 19)

    assert ann.api.post("/step-up/").status_code == 200


COMPLETED = {
    "a step-up": lambda ann: ann.api.auth(**ann.prove()),
    "a setup": lambda ann: ann.set_up(**ann.prove()),
    "a preference": lambda ann: ann.api.post(
        "/2fa-method/", {"method": "totp", **ann.prove()}
    ),
    "new codes": lambda ann: ann.api.post("/recovery-codes/", ann.prove()),
    "a removal": lambda ann: ann.api.delete("/totp/", ann.prove()),
    "a check of the manager": lambda ann: CodeTokenManager().check_code_token_and_code(
        *ann.prove().values()
    ),
}


@pytest.mark.parametrize("complete", COMPLETED.values(), ids=COMPLETED)
def test_a_completed_step_up_forgets_the_wrong_answers(enrolled_ann, complete):
    Account.objects.update(wrong_step_ups=19)

    complete(enrolled_ann)

    assert Account.objects.get().wrong_step_ups == 0


def test_a_completed_step_up_by_mail_forgets_them_too(ann):
    Account.objects.update(wrong_step_ups=19)

    ann.finish(ann.prove()["code_token"])

    assert Account.objects.get().wrong_step_ups == 0


def test_a_refresh_or_a_reset_of_nothing_opens_no_step_ups(enrolled_ann):
    ann = enrolled_ann
    answer_wrong(ann, 20)

    ann.refresh()

    assert ann.api.post("/step-up/").status_code == 403


def test_a_step_up_by_mail_is_counted_with_them(ann, user, configure):
    configure(MAX_ACTIVE_CODE_TOKENS_PER_USER=None)
    for number in range(20):
        if number % 5 == 0:
            proof = ann.prove()
        ann.clock.shift(2)
        wrong = {"code_token": proof["code_token"], "code": "x"}
        assert ann.api.auth(**wrong).status_code == 401

    assert read_factors(user).are_step_ups_closed
    assert not read_factors(user).are_sent_codes_disabled
    assert ann.api.post("/step-up/").status_code == 403


@pytest.mark.parametrize("token", [None, "text", {"auth_time": 1}])
def test_what_is_no_access_token_of_simple_jwt_changes_nothing(user, token):
    begin_epoch(user, read_factors(user))
    enroll_app(user)
    request = APIRequestFactory().post("/", {"code_token": "x", "code": "x"})
    force_authenticate(request, user, token)

    response = view(request)

    assert get_code(response) == (401, "login_outdated")


def test_a_first_setup_without_an_access_token_is_a_hint_in_the_log(user, caplog):
    from drf_jwt_2fa.enrollment.views import confirm_totp  # noqa: PLC0415

    request = APIRequestFactory().post("/", {"code": "123456"})
    force_authenticate(request, user)

    response = confirm_totp(request, name="totp")

    assert get_code(response) == (401, "login_outdated")
    assert "request.auth is of type NoneType" in caplog.text


@pytest.mark.parametrize("odd", ["\ud800", "x" * 1000, [1], 10**400, None])
def test_whatever_a_token_claims_its_login_can_be_stored(user, odd):
    token = AccessToken.for_user(user)
    token["auth_time"] = odd

    login = proofs.get_login(SimpleNamespace(user=user, auth=token), Factors())

    assert len(login.encode()) <= 255


def test_the_login_of_a_token_is_told_from_others(enrolled_ann, user):
    request = APIRequestFactory().post("/")
    factors = read_factors(user)

    def get_login(**claims):
        from rest_framework_simplejwt.tokens import AccessToken  # noqa: PLC0415

        request.user = user
        request.auth = AccessToken(make_access_token(user, **claims))
        return proofs.get_login(request, factors)

    first = get_login()
    assert get_login() == first
    assert get_login(age=1) != first
    user.set_password("battery staple")
    assert get_login() != first
