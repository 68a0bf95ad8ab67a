"""A user who is logged in proves the second factor again, for a token that tells so."""

import jwt
import pytest
from django.core import mail
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.client import other_code

from drf_jwt_2fa import signals


@pytest.fixture(autouse=True)
def _claims(settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True}


@pytest.fixture
def signed_in(api, user):
    """A client with an access token."""
    tokens = api.log_in()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    return api


def step_up(api):
    """Begin a step-up; return the code and the code token."""
    response = api.post("/step-up/")
    assert response.status_code == 200, response.content
    return api.last_mailed_code, response.json()["token"]


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_a_step_up_gives_tokens_of_a_fresh_second_factor(signed_in, clock, user):
    before = claims(signed_in.log_in()["access"])["auth_time"]
    clock.shift(240)
    code, token = step_up(signed_in)
    clock.shift(30)

    response = signed_in.auth(token, code)

    assert response.status_code == 200
    for token in response.json().values():
        assert claims(token)["auth_time"] == before + 270
        assert claims(token)["acr"] == "code-sender"
        assert str(claims(token)["user_id"]) == str(user.pk)


def test_its_code_token_says_what_it_is_for(signed_in):
    _code, token = step_up(signed_in)

    found = claims(token)

    assert next(iter(found)) == "jti"
    assert found["2fa_purpose"] == "step-up"


def test_a_new_code_is_for_the_step_up_too(signed_in, clock):
    _code, token = step_up(signed_in)
    clock.shift(30)

    response = signed_in.post("/challenge/", {"code_token": token})

    renewed = response.json()["token"]
    assert claims(renewed)["2fa_purpose"] == "step-up"
    assert signed_in.auth(renewed, signed_in.last_mailed_code).status_code == 200
    assert signed_in.auth(token, "1234567").status_code == 401


@pytest.mark.parametrize("header", [None, "Bearer junk", "Basic YTpi"])
def test_without_an_access_token_nothing_is_sent(api, user, header):
    if header:
        api.credentials(HTTP_AUTHORIZATION=header)

    response = api.post("/step-up/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert not mail.outbox


@pytest.mark.parametrize("kind", ["refresh", "code token"])
def test_no_other_token_will_do(api, user, kind):
    code, code_token = api.get_code_and_token()
    refresh = api.auth(code_token, code).json()["refresh"]
    token = refresh if kind == "refresh" else code_token
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert api.post("/step-up/").status_code == 401
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("body", ["[]", "{", "null", '"x"', "7", "[" * 100_000])
def test_a_malformed_body_is_a_400_and_sends_nothing(signed_in, body):
    sent = len(mail.outbox)

    response = signed_in.post("/step-up/", body, content_type="application/json")

    assert response.status_code == 400
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_a_post_steps_up(signed_in, method):
    assert getattr(signed_in, method)("/step-up/").status_code == 405


def test_no_answer_of_it_is_stored(signed_in):
    assert signed_in.post("/step-up/")["Cache-Control"] == "private, no-store"


def test_it_has_a_page_in_the_browsable_api(signed_in):
    response = signed_in.get("/step-up/", HTTP_ACCEPT="text/html")

    assert b"<form" in response.content


def test_nobody_steps_up_who_is_not_active_any_more(signed_in, user):
    user.is_active = False
    user.save()

    assert signed_in.post("/step-up/").status_code == 401


def test_nobody_steps_up_whom_the_project_does_not_let_in(signed_in, settings):
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": lambda user: False}

    assert signed_in.post("/step-up/").status_code == 401


def test_without_the_claims_there_is_no_step_up(signed_in, settings):
    settings.JWT2FA_AUTH = {}

    assert signed_in.post("/step-up/").status_code == 404
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("method", ["get", "post", "options"])
@pytest.mark.parametrize("header", [None, "Bearer junk"])
def test_that_there_is_none_has_a_page_in_the_browsable_api(
    api, db, settings, method, header
):
    settings.JWT2FA_AUTH = {}
    if header:
        api.credentials(HTTP_AUTHORIZATION=header)

    response = getattr(api, method)("/step-up/", HTTP_ACCEPT="text/html")

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_steps_up_do_not_use_up_logins(signed_in, user):
    for _ in range(3):
        step_up(signed_in)
    response = signed_in.post("/step-up/")
    assert response.status_code == 429
    assert response["Retry-After"]

    for _ in range(3):
        assert signed_in.get_code().status_code == 200
    assert signed_in.get_code().status_code == 429


def test_the_budget_of_step_ups_is_their_own(signed_in, settings, clock):
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d",
    }
    for _ in range(2):
        step_up(signed_in)
    response = signed_in.post("/step-up/")

    assert response.status_code == 429
    assert "not completed" in response.json()["detail"]
    # Nobody needs to know the password for that, so nobody is warned.
    assert len(mail.outbox) == 3
    # A login goes on.
    assert signed_in.log_in()


def test_without_a_table_a_login_gives_back_nothing_of_it(signed_in, settings):
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "drf_jwt_2fa.enrollment"
    ]
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "1/d",
    }
    step_up(signed_in)

    assert signed_in.log_in()

    assert signed_in.post("/step-up/").status_code == 429


def test_a_new_code_for_a_step_up_takes_a_place_of_step_ups(signed_in, settings, clock):
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d",
    }
    _code, token = step_up(signed_in)
    clock.shift(30)
    assert signed_in.post("/challenge/", {"code_token": token}).status_code == 200

    assert signed_in.post("/step-up/").status_code == 429
    for _ in range(2):
        assert signed_in.get_code().status_code == 200


def test_a_completed_step_up_clears_its_own_budget_only(signed_in, settings):
    settings.JWT2FA_AUTH = {
        "AUTH_CLAIMS": True,
        "MAX_UNREDEEMED_CODE_TOKENS_PER_USER": "2/d",
    }
    for _ in range(2):
        signed_in.get_code_and_token()
    code, token = step_up(signed_in)
    step_up(signed_in)

    assert signed_in.auth(token, code).status_code == 200

    step_up(signed_in)
    assert signed_in.get_code().status_code == 429


def test_wrong_codes_end_a_step_up_and_no_login(signed_in, clock):
    code, token = step_up(signed_in)
    for _ in range(5):
        assert signed_in.auth_after_wait(token, other_code(code)).status_code == 401
    assert signed_in.auth_after_wait(token, code).status_code == 403

    assert signed_in.log_in()


def test_a_new_password_ends_a_step_up(signed_in, user):
    code, token = step_up(signed_in)
    user.set_password("battery staple")
    user.save()

    assert signed_in.auth(token, code).status_code == 401


def test_a_step_up_is_no_login_to_django(signed_in, user, settings):
    settings.JWT2FA_AUTH = {"AUTH_CLAIMS": True, "SEND_USER_LOGGED_IN": True}
    settings.SIMPLE_JWT = {"UPDATE_LAST_LOGIN": True}
    verified = []

    def hear(sender, **told):
        verified.append(told["user"])

    signals.second_factor_verified.connect(hear)
    code, token = step_up(signed_in)
    signed_in.auth(token, code)
    signals.second_factor_verified.disconnect(hear)

    user.refresh_from_db()
    assert user.last_login is None
    assert verified == [user]


def test_the_claims_stay_as_they_are_when_tokens_are_refreshed(api, user, clock):
    tokens = api.log_in()
    first = claims(tokens["access"])
    clock.shift(100)

    response = api.post("/refresh/", {"refresh": tokens["refresh"]})

    later = claims(response.json()["access"])
    assert later["exp"] == first["exp"] + 100
    for name in ("auth_time", "amr", "acr"):
        assert later[name] == first[name]
    assert first["amr"] == ["pwd", "otp", "mfa"]


def test_the_claims_stay_when_refresh_tokens_rotate(api, user, clock, settings):
    settings.SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True}
    tokens = api.log_in()
    clock.shift(100)

    answer = api.post("/refresh/", {"refresh": tokens["refresh"]}).json()

    for token in answer.values():
        assert claims(token)["auth_time"] == claims(tokens["access"])["auth_time"]


def test_by_default_no_claim_is_added(api, user, settings):
    settings.JWT2FA_AUTH = {}

    for token in api.log_in().values():
        assert set(claims(token)) == {"token_type", "exp", "iat", "jti", "user_id"}


def test_a_refresh_token_may_be_sent_along_and_is_remembered_by_its_id(api, user):
    tokens = api.log_in()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")

    response = api.post("/step-up/", {"refresh": tokens["refresh"]})

    code, token = api.last_mailed_code, response.json()["token"]
    refresh = claims(tokens["refresh"])
    wanted = {"jti": refresh["jti"], "exp": refresh["exp"]}
    assert claims(token)["2fa_refresh"] == wanted
    # It ends where there is a blacklist: tests/programs/epochs.py.
    assert api.auth(token, code).status_code == 200


@pytest.mark.parametrize("end", [10**12, 10**30, 1e308])
def test_one_whose_end_no_date_can_be_is_not_taken_for_it(signed_in, user, end):
    refresh = RefreshToken.for_user(user)
    refresh["exp"] = end

    response = signed_in.post("/step-up/", {"refresh": str(refresh)})

    assert response.status_code in (200, 400)


def test_so_it_is_by_a_new_code(api, user, clock):
    tokens = api.log_in()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    token = api.post("/step-up/", {"refresh": tokens["refresh"]}).json()["token"]
    clock.shift(30)

    renewed = api.post("/challenge/", {"code_token": token}).json()["token"]

    assert claims(renewed)["2fa_refresh"] == claims(token)["2fa_refresh"]


@pytest.mark.parametrize("kind", ["access", "junk", "of another", "too long"])
def test_no_other_token_is_taken_for_it_and_nothing_is_sent(
    api, user, django_user_model, kind
):
    other = django_user_model.objects.create_user("bob", "b@example.com", "b" * 9)
    tokens = api.log_in()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    sent = len(mail.outbox)
    refresh = {
        "access": tokens["access"],
        "junk": "junk",
        "of another": str(RefreshToken.for_user(other)),
        "too long": "x" * 5000,
    }[kind]

    response = api.post("/step-up/", {"refresh": refresh})

    assert response.status_code == 400
    assert list(response.json()) == ["refresh"]
    assert len(mail.outbox) == sent
