"""A project has methods of its own that users enrol, or changes ours."""

from pathlib import Path

import django.contrib.auth.admin  # noqa: F401  # The page of users.
import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from testproject.enrolling import (
    App,
    get_claims,
    get_code,
    get_enrolled,
    make_access_token,
)
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.methods import TotpMethod
from drf_jwt_2fa.enrollment.models import EnrolledMethod, PendingEnrollment
from drf_jwt_2fa.methods import WrongAnswerError, get_methods

CODE = Path(__file__).parents[3] / "docs" / "code"
TOKEN = "static_token.StaticTokenMethod"
SETUP, CONFIRM = "/methods/static-token/setup/", "/methods/static-token/confirm/"
REMOVAL = "/methods/static-token/"


class Labelled(TotpMethod):
    """Says on which site it is, and takes a code with a prefix."""

    def set_up(self, user):
        setup = super().set_up(user)
        return type(setup)({**setup.shown, "site": "Example"}, setup.secret)

    def read_answer(self, answer):
        return super().read_answer(answer.removeprefix("app:"))


@pytest.fixture
def static_token(configure, monkeypatch):
    monkeypatch.syspath_prepend(str(CODE))
    configure(METHODS=[TOKEN, *METHODS])
    return get_methods()["static-token"]


@pytest.fixture
def password(static_token, ann):
    """What her token types; her other token is an app."""
    password = ann.api.post(SETUP).json()["password"]
    ann.use(ann.api.post(CONFIRM, {"code": password}).json())
    ann.clock.shift(30)
    mail.outbox.clear()
    return password


def prove(ann, password):
    ann.clock.shift(30)
    token = ann.api.post("/step-up/").json()["token"]
    return {"code_token": token, "code": password}


def test_the_example_is_short():
    lines = (CODE / "static_token.py").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 60


def test_it_is_set_up_and_confirmed_as_any_other(static_token, ann):
    response = ann.api.post(SETUP)
    assert set(response.json()) == {"password"}
    assert response["Cache-Control"] == "private, no-store"
    password = response.json()["password"]
    assert password not in str(PendingEnrollment.objects.values())

    response = ann.api.post(CONFIRM, {"code": f"{password}\n"})

    answer = response.json()
    assert set(answer) == {"recovery_codes", "access", "refresh"}
    assert get_claims(answer["access"])["acr"] == "static-token"
    assert get_claims(answer["access"])["amr"] == ["pwd", "user", "mfa"]
    data = EnrolledMethod.objects.get(name="static-token").data
    assert identify_hasher(data)
    assert password not in data
    assert mail.outbox[-1].body.startswith(
        "This method was added to your two-factor authentication: Security key."
    )


def test_a_wrong_confirmation_is_limited_and_enrols_nothing(static_token, ann, user):
    password = ann.api.post(SETUP).json()["password"]
    wrong = password[::-1]
    for _ in range(5):
        response = ann.api.post(CONFIRM, {"code": wrong})
        assert get_code(response) == (403, "incorrect_confirmation")
        assert ann.api.post(CONFIRM, {"code": wrong}).status_code == 429
        ann.clock.shift(2)

    response = ann.api.post(CONFIRM, {"code": password})

    assert get_code(response) == (403, "nothing_to_confirm")
    assert get_enrolled(user) == []


def test_a_setup_of_one_method_is_not_confirmed_as_another(static_token, ann):
    app = ann.set_up()

    response = ann.api.post(CONFIRM, {"code": "c" * 32})

    assert get_code(response) == (403, "nothing_to_confirm")
    ann.clock.shift(2)
    assert ann.api.post("/totp/confirm/", {"code": app.code()}).status_code == 200


def test_it_logs_in(password, ann):
    answer = ann.begin()
    assert answer["methods"] == [{"name": "static-token"}, {"name": "recovery-code"}]
    assert ann.api.auth(answer["token"], password[::-1]).status_code == 401

    response = ann.api.auth_after_wait(answer["token"], password)

    assert get_claims(response.json()["access"])["acr"] == "static-token"


@pytest.mark.parametrize("answer", ["", "x", "\ud800" * 32, "c" * 31])
def test_a_malformed_answer_counts_nothing(password, static_token, verify, answer):
    with pytest.raises(WrongAnswerError):
        verify(static_token, answer)

    assert EnrolledMethod.objects.get(name="static-token").wrong_answers == 0


def test_wrong_answers_in_a_row_disable_it(password, user, static_token, verify):
    EnrolledMethod.objects.filter(name="static-token").update(wrong_answers=99)
    token = static_token

    for answer in (password[::-1], password):
        with pytest.raises(WrongAnswerError):
            verify(token, answer)

    assert EnrolledMethod.objects.get(name="static-token").disabled_at is not None
    assert "no longer works: Security key." in mail.outbox[-1].body


def test_a_change_takes_a_proof(password, ann, user):
    response = ann.api.delete(REMOVAL)
    assert set(response.json()) == {"code_token", "code"}
    response = ann.api.delete(REMOVAL, prove(ann, password[::-1]))
    assert get_code(response) == (403, "incorrect_proof")

    response = ann.api.delete(REMOVAL, prove(ann, password))

    assert response.status_code == 200
    assert get_enrolled(user) == []
    assert mail.outbox[-1].body.startswith(
        "This method was removed from your two-factor authentication: Security key."
    )


def test_an_app_is_added_beside_it_and_preferred(password, ann, user):
    app = App(ann.api.post("/totp/setup/", prove(ann, password)).json())
    ann.use(ann.api.post("/totp/confirm/", {"code": app.code()}).json())
    assert get_enrolled(user) == ["static-token", "recovery-code", "totp"]
    assert ann.begin()["method"] == "static-token"

    ann.use({"access": make_access_token(user)})
    data = {"method": "totp", **prove(ann, password)}
    assert ann.api.post("/2fa-method/", data).json()["preferred"] == "totp"

    assert ann.begin()["method"] == "totp"


def test_a_new_token_replaces_the_old(password, ann, static_token, verify):
    new = ann.api.post(SETUP, prove(ann, password)).json()["password"]
    ann.api.post(CONFIRM, {"code": new})

    with pytest.raises(WrongAnswerError):
        verify(static_token, password)
    verify(static_token, new)


def test_the_overview_shows_it_and_staff_can_reset_it(password, ann, user):
    methods = ann.api.get("/2fa-method/").json()["methods"]
    assert [one["name"] for one in methods] == ["static-token", "recovery-code"]

    assert changes.reset(user) == ["static-token", "recovery-code"]


def test_a_subclass_of_ours_is_used_by_our_endpoints(ann, configure):
    configure(METHODS=[f"{__name__}.Labelled", *METHODS[1:]])
    shown = ann.api.post("/totp/setup/").json()
    assert shown["site"] == "Example"
    app = App(shown)

    response = ann.api.post("/totp/confirm/", {"code": f"app:{app.code()}"})

    assert response.status_code == 200
    ann.clock.shift(30)
    assert ann.finish(ann.begin()["token"], f"app:{app.code()}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/totp/setup/"),
        ("post", "/totp/confirm/"),
        ("delete", "/totp/"),
        ("post", "/methods/totp/setup/"),
        ("get", "/recovery-codes/"),
        ("post", "/recovery-codes/"),
    ],
)
def test_what_is_not_configured_is_not_there(ann, configure, method, path):
    configure(METHODS=METHODS[2:])

    assert getattr(ann.api, method)(path).status_code == 404
    ann.api.credentials()
    assert getattr(ann.api, method)(path).status_code == 401


@pytest.mark.parametrize(
    "name", ["code-sender", "recovery-code", "no-2fa", "x", "a%0Ab"]
)
def test_only_what_users_enrol_can_be_set_up(ann, name):
    for method, path in [("post", "setup/"), ("post", "confirm/"), ("delete", "")]:
        response = getattr(ann.api, method)(f"/methods/{name}/{path}")
        assert response.status_code == 404
