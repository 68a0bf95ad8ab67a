"""The method that a client names is taken, or refused, and never ignored."""

import jwt
import pytest
from django.core import mail
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment.testing import enroll_app

CONFIGURATIONS = {
    "default": {"AUTH_CLAIMS": True},
    "several methods": {"AUTH_CLAIMS": True, "METHODS": METHODS},
}
REFUSED = [
    "totp",
    "recovery-code",
    "no-2fa",
    "CODE-SENDER",
    "carrier-pigeon",
    "",
    None,
    7,
    [],
    {},
    True,
    ["code-sender"],
    "x" * 10_000,
]


@pytest.fixture(params=CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def signed_in(request, api, user, settings):
    """A client of a user who has enrolled nothing."""
    settings.JWT2FA_AUTH = request.param
    access = api.log_in()["access"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    mail.outbox.clear()
    return api


@pytest.fixture
def app(user, settings):
    """The app of a user."""
    settings.JWT2FA_AUTH = CONFIGURATIONS["several methods"]
    return enroll_app(user)


def sign_in(api, app):
    token = api.get_code().json()["token"]
    access = api.auth(token, app.code()).json()["access"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")


def step_up(api, **data):
    return api.post("/step-up/", data, format="json")


def get_claims(response):
    assert response.status_code == 200, response.content
    token = response.json()["token"]
    return jwt.decode(token, options={"verify_signature": False})


def test_the_only_method_may_be_named(signed_in):
    claims = get_claims(step_up(signed_in, method="code-sender"))

    assert "2fa_method" not in claims
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_method_that_is_not_offered_is_a_400_and_sends_nothing(signed_in, name):
    response = step_up(signed_in, method=name)

    assert response.status_code == 400
    assert list(response.json()) == ["method"]
    assert not mail.outbox


@pytest.mark.parametrize("name", REFUSED)
def test_a_new_code_by_a_method_that_is_not_offered_is_a_400(signed_in, clock, name):
    for begin in (lambda: step_up(signed_in), signed_in.get_code):
        token = begin().json()["token"]
        mail.outbox.clear()
        clock.shift(30)
        data = {"code_token": token, "method": name}

        response = signed_in.post("/challenge/", data, format="json")

        assert response.status_code == 400
        assert list(response.json()) == ["method"]
        assert not mail.outbox
        # The code token stays as good as it was.
        del data["method"]
        assert signed_in.post("/challenge/", data, format="json").status_code == 200


def test_refused_ones_take_no_place(signed_in):
    for _ in range(10):
        assert step_up(signed_in, method="totp").status_code == 400

    for _ in range(3):
        assert step_up(signed_in).status_code == 200


@pytest.mark.parametrize("name", ["totp", "recovery-code"])
def test_one_of_several_is_chosen(api, app, name):
    app.make_recovery_codes()
    sign_in(api, app)

    response = step_up(api, method=name)

    assert response.json()["method"] == name
    assert get_claims(response)["2fa_method"] == name


def test_the_chosen_one_is_what_proves(api, app):
    code = app.make_recovery_codes()[0]
    sign_in(api, app)
    token = step_up(api, method="recovery-code").json()["token"]

    assert api.auth(token, app.code()).status_code == 401
    tokens = api.auth_after_wait(token, code).json()

    claims = jwt.decode(tokens["access"], options={"verify_signature": False})
    assert claims["acr"] == "recovery-code"


@pytest.mark.parametrize("name", ["code-sender", "no-2fa", "recovery-code"])
def test_no_weaker_or_missing_method_can_be_chosen(api, app, name):
    sign_in(api, app)

    assert step_up(api, method=name).status_code == 400
    assert not mail.outbox
