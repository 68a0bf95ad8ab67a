"""A project tells more in the answer of a completed login, and nowhere else."""

import base64
import time

import pytest
from rest_framework.request import Request
from testproject.client import other_code
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment.methods.totp import rfc6238
from drf_jwt_2fa.enrollment.testing import enroll_app

pytestmark = pytest.mark.urls("enrollment.urls")

TOLD = []


def tell(user, request):
    TOLD.append((user, request))
    return {"name": user.get_username(), "access": "theirs", "refresh": "theirs"}


def fail(user, request):
    raise KeyError("no such tenant")


@pytest.fixture(autouse=True)
def _configured(settings):
    TOLD.clear()
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
        "LOGIN_ANSWER": f"{__name__}.tell",
    }


@pytest.fixture
def change(settings):
    def change(**changed):
        settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, **changed}

    return change


def use(api, token):
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")


def code_of(setup):
    """Return the code of an app that was set up with this answer."""
    text = setup["secret"]
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    return rfc6238.make_code(secret, rfc6238.get_step(time.time()))


def assert_told(response, user, path):
    assert response.status_code == 200
    answer = response.json()
    assert answer["name"] == "ann"
    # No answer of a project's takes the place of a token.
    assert answer["access"].count(".") == answer["refresh"].count(".") == 2
    [(told_user, request)] = TOLD
    assert told_user == user
    assert type(told_user) is type(user)
    assert isinstance(request, Request)
    assert request.path == path


@pytest.mark.parametrize("is_default", [True, False])
def test_auth_tells_it(api, user, settings, is_default):
    if is_default:
        settings.JWT2FA_AUTH = {"LOGIN_ANSWER": tell}
    code, token = api.get_code_and_token()

    assert_told(api.auth(token, code), user, "/auth/")


def test_a_login_by_an_app_tells_it(api, user):
    app = enroll_app(user)
    token = api.get_code().json()["token"]

    assert_told(api.auth(token, app.code()), user, "/auth/")


def test_a_login_without_a_second_factor_tells_it(api, user, change):
    change(FALLBACK_2FA_METHOD="no-2fa")

    assert_told(api.get_code(), user, "/get-code/")


def test_the_enrolment_that_completes_a_login_tells_it(api, user, change, clock):
    change(TRUSTED_2FA_METHODS=["totp"])
    answer = api.log_in()
    assert set(answer) == {"enrollment_token"}
    use(api, answer["enrollment_token"])
    setup = api.post("/totp/setup/").json()
    assert "name" not in setup
    assert TOLD == []

    response = api.post("/totp/confirm/", {"code": code_of(setup)})

    assert_told(response, user, "/totp/confirm/")
    assert len(response.json()["recovery_codes"]) == 10


def test_nothing_else_tells_it(api, user, change, clock):
    begun = api.get_code().json()
    wrong = api.auth(begun["token"], other_code(api.last_mailed_code)).json()
    clock.shift(30)
    renewed = api.post("/challenge/", {"code_token": begun["token"]}).json()
    assert [one for one in (begun, wrong, renewed) if "name" in one] == []
    assert TOLD == []
    tokens = api.auth(renewed["token"], api.last_mailed_code).json()
    TOLD.clear()

    use(api, tokens["access"])
    begun = api.post("/step-up/").json()
    stepped_up = api.auth(begun["token"], api.last_mailed_code).json()
    use(api, stepped_up["access"])
    setup = api.post("/totp/setup/").json()
    confirmed = api.post("/totp/confirm/", {"code": code_of(setup)}).json()
    refreshed = api.post("/refresh/", {"refresh": confirmed["refresh"]}).json()
    for answer in (begun, stepped_up, setup, confirmed, refreshed):
        assert "name" not in answer
    assert TOLD == []


def test_a_change_does_not_tell_it(api, user, clock):
    app = enroll_app(user)
    begun = api.get_code().json()
    use(api, api.auth(begun["token"], app.code()).json()["access"])
    TOLD.clear()
    clock.shift(30)
    token = api.post("/step-up/").json()["token"]

    proof = {"code_token": token, "code": app.code()}
    response = api.post("/recovery-codes/", proof)

    assert set(response.json()) == {"recovery_codes", "access", "refresh"}
    assert TOLD == []


def test_the_keys_of_tokens_that_a_project_named_win_too(api, user, change):
    change(AUTH_RESULT_ACCESS_TOKEN_KEY="name")

    assert api.log_in()["name"].count(".") == 2


def test_the_number_of_recovery_codes_left_wins(api, user, change):
    app = enroll_app(user)
    code = app.make_recovery_codes()[0]
    change(LOGIN_ANSWER=lambda user, request: {"recovery_codes_left": "many"})
    token = api.get_code().json()["token"]
    data = {"code_token": token, "method": "recovery-code"}
    token = api.post("/challenge/", data).json()["token"]

    assert api.auth(token, code).json()["recovery_codes_left"] == 9


def test_an_error_of_the_project_is_its_own(api, user, change):
    change(LOGIN_ANSWER=fail)
    code, token = api.get_code_and_token()

    with pytest.raises(KeyError, match="no such tenant"):
        api.auth(token, code)
    # No token got out, and the code is used up.
    api.raise_request_exception = False
    assert api.auth_after_wait(token, code).status_code == 401
