"""Logins in projects with several methods to choose from."""

import jwt
import pytest
from django.utils import timezone
from testproject.client import other_code

pytest.importorskip("cryptography")

from drf_jwt_2fa import methods
from drf_jwt_2fa.enrollment.changes import put_method
from drf_jwt_2fa.enrollment.methods import EnrollableMethod, Setup
from drf_jwt_2fa.enrollment.models import EnrolledMethod
from drf_jwt_2fa.enrollment.store.accounts import moving_epoch
from drf_jwt_2fa.methods import Challenge, SentCodeMethod, WrongAnswerError
from drf_jwt_2fa.sending import CodeSendingError

CALLS = []


class VoiceCall(SentCodeMethod):
    name = "voice"
    amr = ("tel",)

    def get_destination(self, user):
        return "•••1"

    def send(self, user, code):
        if user.first_name == "Deaf":
            raise CodeSendingError("Nobody answers")
        CALLS.append(code)


class Pager(VoiceCall):
    """A method that some users cannot use: it is asked with their factors."""

    name = "pager"

    def is_usable(self, factors):
        return factors.find("riddle") is None


class Riddle(EnrollableMethod):
    """A method that sends nothing, and looks something up when it verifies."""

    name = "riddle"
    amr = ("kba",)

    def begin(self, user, codes):
        return Challenge({"riddle": "What is your last name?"})

    def is_right(self, loaded, answer):
        return answer == loaded.user.last_name

    def set_up(self, user):
        return Setup({"hint": "It is your last name."}, b"secret")

    def confirm(self, user, secret, answer):
        if answer != user.last_name:
            raise WrongAnswerError
        return ""


class BrokenPager(Pager):
    def is_usable(self, factors):
        return False


def enroll(user, name="riddle"):
    """Enrol a method as its endpoints do."""
    user.last_name = "Lovelace"
    user.save()
    with moving_epoch(user):
        put_method(user, name, {})


def disable(user):
    now = timezone.now()
    EnrolledMethod.objects.filter(user=user).update(disabled_at=now)


@pytest.fixture(autouse=True)
def _configured(settings, user):
    CALLS.clear()
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "FALLBACK_2FA_METHOD": "voice",
        "METHODS": [
            f"{__name__}.VoiceCall",
            "drf_jwt_2fa.methods.CodeSender",
            f"{__name__}.Riddle",
        ],
    }


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def change(user, **attributes):
    for name, value in attributes.items():
        setattr(user, name, value)
    user.save()


def test_the_first_method_is_asked_for_and_all_are_told(api):
    response = api.get_code()

    assert response.status_code == 200
    answer = response.json()
    assert list(answer) == ["token", "method", "methods", "expires_in"]
    assert answer["method"] == "voice"
    assert answer["methods"] == [
        {"name": "voice", "destination": "•••1"},
        {"name": "code-sender", "destination": "a•••@e•••.com"},
    ]
    assert answer["expires_in"] == 300
    assert len(CALLS) == 1


def test_a_login_tells_by_which_method_it_was(api):
    token = api.get_code().json()["token"]
    assert claims(token)["2fa_method"] == "voice"

    tokens = api.auth(token, CALLS[-1]).json()

    for token in tokens.values():
        assert claims(token)["acr"] == "voice"
        assert claims(token)["amr"] == ["pwd", "tel", "mfa"]


def test_another_method_can_be_asked_for(api, mailoutbox):
    token = api.get_code().json()["token"]

    response = api.post("/challenge/", {"code_token": token, "method": "code-sender"})

    answer = response.json()
    assert answer["method"] == "code-sender"
    assert len(mailoutbox) == 1
    assert "2fa_method" not in claims(answer["token"])
    tokens = api.auth(answer["token"], api.last_mailed_code).json()
    assert claims(tokens["access"])["acr"] == "code-sender"
    # The other one is replaced, whatever its code.
    assert api.auth(token, CALLS[-1]).status_code == 401


def test_a_new_code_is_of_the_method_as_before(api, clock):
    token = api.get_code().json()["token"]
    answer = api.post(
        "/challenge/", {"code_token": token, "method": "code-sender"}
    ).json()
    clock.shift(30)

    answer = api.post("/challenge/", {"code_token": answer["token"]}).json()

    assert answer["method"] == "code-sender"


@pytest.mark.parametrize("name", ["riddle", "totp", "", " ", "x" * 64, "code_sender"])
def test_what_is_not_offered_is_a_400(api, name):
    token = api.get_code().json()["token"]

    data = {"code_token": token, "method": name}
    response = api.post("/challenge/", data, format="json")

    assert response.status_code == 400
    assert list(response.json()) == ["method"]
    # And the code token is as good as before.
    assert api.auth(token, CALLS[-1]).status_code == 200


@pytest.mark.parametrize("odd", [["voice"], {}, 7, True, None, "x" * 65])
def test_an_odd_method_is_a_400_and_no_error(api, odd):
    token = api.get_code().json()["token"]

    data = {"code_token": token, "method": odd}
    response = api.post("/challenge/", data, format="json")

    assert response.status_code == 400


def test_a_method_without_a_code_of_its_own_works_too(api, user):
    enroll(user)

    answer = api.get_code().json()

    assert answer["method"] == "riddle"
    assert answer["methods"] == [{"name": "riddle"}]
    assert "vch" not in claims(answer["token"])
    assert next(iter(claims(answer["token"]))) == "jti"
    assert api.auth(answer["token"], "Byron").status_code == 401
    tokens = api.auth_after_wait(answer["token"], "Lovelace").json()
    assert claims(tokens["access"])["amr"] == ["pwd", "kba", "mfa"]
    assert api.auth_after_wait(answer["token"], "Lovelace").status_code == 401


def test_its_attempts_are_limited_like_any_others(api, user):
    enroll(user)
    token = api.get_code().json()["token"]
    for _ in range(5):
        assert api.auth_after_wait(token, "Byron").status_code == 401

    assert api.auth_after_wait(token, "Lovelace").status_code == 403


def test_who_has_enrolled_is_offered_no_weaker_method(api, user):
    enroll(user)
    token = api.get_code().json()["token"]

    for name in ("code-sender", "voice"):
        response = api.post("/challenge/", {"code_token": token, "method": name})
        assert response.status_code == 400


def test_a_disabled_method_is_the_end(api, user):
    enroll(user)
    disable(user)

    response = api.get_code()

    assert response.status_code == 403
    assert response.json() == {
        "detail": "You have no second factor left that can be used."
    }
    assert not CALLS


def test_enrolling_ends_the_code_tokens_that_are_out(api, user):
    token = api.get_code().json()["token"]
    code = CALLS[-1]
    enroll(user)

    assert api.auth(token, code).status_code == 401
    assert api.post("/challenge/", {"code_token": token}).status_code == 401


def test_a_method_that_is_not_offered_any_more_is_not_renewed(api, settings):
    settings.JWT2FA_AUTH["METHODS"] += [f"{__name__}.Pager"]
    settings.JWT2FA_AUTH["FALLBACK_2FA_METHOD"] = "pager"
    token = api.get_code().json()["token"]
    assert claims(token)["2fa_method"] == "pager"
    code = CALLS[-1]
    settings.JWT2FA_AUTH["METHODS"][-1] = f"{__name__}.BrokenPager"

    assert api.auth(token, code).status_code == 401
    answer = api.post("/challenge/", {"code_token": token}).json()

    assert answer["method"] == "voice"


def test_a_method_that_is_not_configured_any_more_lets_nobody_in(api, settings):
    token = api.get_code().json()["token"]
    settings.JWT2FA_AUTH = {}

    assert api.auth(token, CALLS[-1]).status_code == 401
    assert api.post("/challenge/", {"code_token": token}).status_code == 401


def test_a_sent_code_lets_nobody_in_where_it_is_not_configured(api, settings, user):
    settings.JWT2FA_AUTH = {}
    code, token = api.get_code_and_token()
    settings.JWT2FA_AUTH = {"METHODS": [f"{__name__}.VoiceCall"]}

    assert api.auth(token, code).status_code == 401


def test_a_code_that_could_not_be_sent_is_a_501_and_costs_no_slot(api, user):
    change(user, first_name="Deaf")
    for _ in range(4):
        response = api.get_code()
        assert response.status_code == 501
        assert "Nobody answers" in response.json()["detail"]

    change(user, first_name="")
    assert api.get_code().status_code == 200


def test_a_step_up_can_be_by_any_method(api, user):
    token = api.get_code().json()["token"]
    access = api.auth(token, CALLS[-1]).json()["access"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")

    answer = api.post("/step-up/").json()

    assert answer["method"] == "voice"
    answer = api.post(
        "/challenge/", {"code_token": answer["token"], "method": "code-sender"}
    ).json()
    assert claims(answer["token"])["2fa_purpose"] == "step-up"
    tokens = api.auth(answer["token"], api.last_mailed_code).json()
    assert claims(tokens["access"])["acr"] == "code-sender"


def test_a_wrong_code_of_one_method_is_not_right_for_another(api):
    token = api.get_code().json()["token"]
    code = CALLS[-1]
    renewed = api.post(
        "/challenge/", {"code_token": token, "method": "code-sender"}
    ).json()["token"]

    wrong = code if code != api.last_mailed_code else other_code(code)
    assert api.auth(renewed, wrong).status_code == 401


def test_by_default_nothing_is_told_of_methods(api, settings):
    settings.JWT2FA_AUTH = {}

    assert list(api.get_code().json()) == ["token"]
    assert methods.is_default()
