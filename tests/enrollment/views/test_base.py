"""What holds for every change of what is enrolled."""

import pytest
from testproject.enrolling import get_code, make_access_token

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.enrollment.testing import enroll_app


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/totp/setup/"),
        ("post", "/totp/confirm/"),
        ("delete", "/totp/"),
        ("get", "/recovery-codes/"),
        ("post", "/recovery-codes/"),
        ("get", "/2fa-method/"),
        ("post", "/2fa-method/"),
    ],
)
def test_nothing_goes_without_an_access_token(enrolled_ann, method, path):
    proof = enrolled_ann.prove()
    api = enrolled_ann.api
    for header in (None, f"Bearer {proof['code_token']}", "Bearer x"):
        api.credentials(**({"HTTP_AUTHORIZATION": header} if header else {}))

        data = {**proof, "method": "totp"}
        response = getattr(api, method)(path, data)

        assert response.status_code == 401
        assert response["Cache-Control"] == "private, no-store"


CHANGES = [
    ("post", "/totp/setup/", {}),
    ("delete", "/totp/", {}),
    ("post", "/recovery-codes/", {}),
    ("post", "/2fa-method/", {"method": "totp"}),
]


@pytest.mark.parametrize(("method", "path", "data"), CHANGES)
class TestChanges:
    """What holds for every change of what is enrolled."""

    def call(self, person, method, path, data):
        return getattr(person.api, method)(path, data)

    def test_a_fresh_access_token_is_not_enough(self, enrolled_ann, method, path, data):
        response = self.call(enrolled_ann, method, path, data)

        assert response.status_code == 400
        assert set(response.json()) == {"code_token", "code"}

    def test_it_takes_a_step_up_that_is_used_up(self, enrolled_ann, method, path, data):
        proof = enrolled_ann.prove()

        response = self.call(enrolled_ann, method, path, {**data, **proof})
        assert response.status_code == 200
        enrolled_ann.clock.shift(2)

        response = self.call(enrolled_ann, method, path, {**data, **proof})
        assert response.status_code in (403, 401, 409, 400)

    def test_a_login_is_no_proof(self, enrolled_ann, method, path, data):
        access = enrolled_ann.tokens["access"]
        token = enrolled_ann.begin()["token"]
        enrolled_ann.use({"access": access})
        proof = {"code_token": token, "code": enrolled_ann.app.code()}

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert get_code(response) == (403, "incorrect_proof")
        # Nor is the code used up by that.
        enrolled_ann.clock.shift(2)
        assert enrolled_ann.finish(token)

    def test_a_step_up_of_somebody_else_is_no_proof(
        self, enrolled_ann, method, path, data, django_user_model
    ):
        proof = enrolled_ann.prove()
        bob = django_user_model.objects.create_user("bob", "bob@example.com")
        enroll_app(bob)
        enrolled_ann.use({"access": make_access_token(bob)})

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        # He has an app, and no recovery codes.
        assert get_code(response) == (403, "incorrect_proof")
        # It is refused unspent: who cannot use it must not use it up.
        enrolled_ann.clock.shift(2)
        enrolled_ann.api.credentials()
        response = enrolled_ann.api.auth(proof["code_token"], proof["code"])
        assert response.status_code == 200

    def test_a_wrong_code_is_no_proof(self, enrolled_ann, method, path, data):
        proof = {**enrolled_ann.prove(), "code": enrolled_ann.app.wrong_code()}

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert get_code(response) == (403, "incorrect_proof")

    def test_after_a_wrong_code_the_same_code_token_takes_another_one(
        self, enrolled_ann, method, path, data
    ):
        proof = enrolled_ann.prove()
        wrong = {**proof, "code": enrolled_ann.app.wrong_code()}

        refused = self.call(enrolled_ann, method, path, {**data, **wrong})
        assert get_code(refused) == (403, "incorrect_proof")
        assert "Please try again" in refused.json()["detail"]
        enrolled_ann.clock.shift(2)

        assert (
            self.call(enrolled_ann, method, path, {**data, **proof}).status_code == 200
        )

    def test_wrong_codes_are_limited(self, enrolled_ann, method, path, data):
        proof = enrolled_ann.prove()
        wrong = {**data, **proof, "code": enrolled_ann.app.wrong_code()}
        assert self.call(enrolled_ann, method, path, wrong).status_code == 403
        assert self.call(enrolled_ann, method, path, wrong).status_code == 429
        for _ in range(4):
            enrolled_ann.clock.shift(2)
            self.call(enrolled_ann, method, path, wrong)
        enrolled_ann.clock.shift(2)

        response = self.call(enrolled_ann, method, path, {**data, **proof})

        assert get_code(response) == (403, "too_many_auth_attempts")


def test_what_is_not_enrolled_costs_no_proof(ann):
    proof = ann.prove()
    for method, path, data in CHANGES[1:]:
        response = getattr(ann.api, method)(path, {**data, **proof})
        assert get_code(response) == (409, "not_enrolled")
        ann.clock.shift(2)

    assert ann.api.auth(proof["code_token"], proof["code"]).status_code == 200


@pytest.mark.parametrize("body", ["[]", "{", "null", '"x"', "7", '{"code": []}'])
def test_malformed_bodies_are_400s(enrolled_ann, body):
    for method, path, _data in [*CHANGES, ("post", "/totp/confirm/", {})]:
        response = getattr(enrolled_ann.api, method)(
            path, body, content_type="application/json"
        )
        assert response.status_code == 400
        assert response["Cache-Control"] == "private, no-store"


def test_whom_the_project_does_not_let_in_can_see_and_change_nothing(
    enrolled_ann, settings
):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: False}

    for method, path, _data in [*CHANGES, ("get", "/2fa-method/", {})]:
        assert getattr(enrolled_ann.api, method)(path).status_code == 401


BY_NAME = {
    "remove": ("delete", "/totp/"),
    "renew_recovery_codes": ("post", "/recovery-codes/"),
    "prefer": ("post", "/2fa-method/"),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_change_under_way_loses_to_a_reset(enrolled_ann, monkeypatch, name):
    method, path = BY_NAME[name]
    data = {"method": "totp", **enrolled_ann.prove()}
    change = getattr(changes, name)

    def change_too_late(user, *args):
        changes.reset(user)
        return change(user, *args)

    monkeypatch.setattr(changes, name, change_too_late)

    response = getattr(enrolled_ann.api, method)(path, data)

    assert get_code(response) == (401, "login_outdated")


@pytest.mark.parametrize("name", BY_NAME)
def test_a_reset_right_after_the_change_ends_its_tokens(
    enrolled_ann, user, monkeypatch, name
):
    method, path = BY_NAME[name]
    data = {"method": "totp", **enrolled_ann.prove()}
    change = getattr(changes, name)

    def change_and_be_reset(*args):
        changed = change(*args)
        changes.reset(user)
        return changed

    monkeypatch.setattr(changes, name, change_and_be_reset)
    tokens = getattr(enrolled_ann.api, method)(path, data).json()

    enrolled_ann.use(tokens)
    assert enrolled_ann.api.post("/totp/setup/").status_code == 401
    assert enrolled_ann.api.post("/refresh/", tokens).status_code == 401


@pytest.mark.parametrize(("method", "path", "data"), CHANGES[1:])
def test_a_change_moves_the_epoch_once(enrolled_ann, user, method, path, data):
    data = {**data, **enrolled_ann.prove()}
    before = read_factors(user).epoch

    assert getattr(enrolled_ann.api, method)(path, data).status_code == 200

    assert read_factors(user).epoch == before + 1
