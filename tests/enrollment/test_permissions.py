"""Who may set a first method up: whom the login shows to be the user, not long ago."""

import time

import pytest
from rest_framework_simplejwt.tokens import AccessToken
from testproject.enrolling import get_code, make_access_token
from testproject.methods import METHODS

from drf_jwt_2fa.enrollment.store import begin_epoch
from drf_jwt_2fa.methods import NO_2FA, Factors, Method

SENT = {"acr": "code-sender", "amr": ["pwd", "otp", "mfa"]}
PASSWORD = {"acr": NO_2FA, "amr": ["pwd"]}


@pytest.fixture
def set_up(api, user):
    """Begin to set an app up with a token of these claims."""
    begin_epoch(user, Factors())

    def set_up(**claims):
        token = make_access_token(user, **claims)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return api.post("/totp/setup/")

    return set_up


def is_refused(response):
    return response.status_code == 401 and (
        response.json()["code"] == "insufficient_user_authentication"
    )


def test_a_recent_second_factor_will_do(set_up):
    assert set_up(**SENT).status_code == 200
    assert set_up(age=299, **SENT).status_code == 200
    assert is_refused(set_up(age=301, **SENT))


@pytest.mark.parametrize("acr", [None, 1, ["totp"], {}, True])
def test_odd_claims_are_no_second_factor(set_up, acr):
    assert is_refused(set_up(acr=acr, amr=["pwd", "otp", "mfa"]))


def make_own_token(user, acr):
    """Return a token that a project made, without an `amr`."""
    token = AccessToken.for_user(user)
    token.payload.update({"auth_time": int(time.time()), "acr": acr})
    return str(token)


@pytest.mark.parametrize(
    ("acr", "will_do"),
    [("code-sender", True), ("foreign", False), (["totp"], False), (None, False)],
)
def test_a_token_of_the_project_will_do_for_who_never_logged_in(
    api, user, acr, will_do
):
    token = make_own_token(user, acr)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    response = api.post("/totp/setup/")

    assert response.status_code == 200 if will_do else is_refused(response)


def test_a_token_of_the_project_will_not_do_after_a_login(api, user):
    begin_epoch(user, Factors())
    token = make_own_token(user, "code-sender")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert api.post("/totp/setup/").status_code == 401


def test_the_password_will_do_for_whom_nothing_else_is_asked_for(set_up, configure):
    assert is_refused(set_up(**PASSWORD))

    configure(FALLBACK_2FA_METHOD=NO_2FA)
    assert set_up(**PASSWORD).status_code == 200
    assert is_refused(set_up(age=301, **PASSWORD))


def test_a_user_who_needs_a_second_factor_since_the_login_has_shown_none(
    set_up, configure, user
):
    configure(
        FALLBACK_2FA_METHOD=lambda user: "code-sender" if user.is_staff else NO_2FA
    )
    assert set_up(**PASSWORD).status_code == 200

    user.is_staff = True
    user.save()

    assert is_refused(set_up(**PASSWORD))


def test_a_method_that_completes_no_login_cannot_be_set_up(set_up, configure):
    configure(TRUSTED_2FA_METHODS=["code-sender"])

    assert get_code(set_up(**SENT)) == (403, "permission_denied")


@pytest.mark.parametrize("amr", [["pwd"], ["pwd", "mfa"]])
@pytest.mark.parametrize("fallback", ["code-sender", NO_2FA])
def test_a_trusted_device_will_never_do(set_up, configure, amr, fallback):
    configure(FALLBACK_2FA_METHOD=fallback)

    assert is_refused(set_up(acr="trusted-device", amr=amr))


class Misnamed(Method):
    """A method with the name of logins on a trusted device."""

    name = "trusted-device"


def test_not_even_in_a_token_of_the_project(api, user, configure):
    configure(METHODS=[*METHODS, f"{__name__}.Misnamed"])
    token = make_own_token(user, Misnamed.name)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert is_refused(api.post("/totp/setup/"))
