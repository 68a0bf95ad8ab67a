"""Sessions and trusted devices of pages whose tokens are in cookies."""

import pytest
from testproject.cookies import DEVICE_NAME, NAME, Page
from testproject.enrolling import App

from drf_jwt_2fa.sessions.models import Session, TrustedDevice

DAY = 24 * 3600


@pytest.fixture
def page(user, clock, configure):
    configure(TOKEN_TRANSPORT="cookie", CODE_TOKEN_THROTTLE_RATE=None)
    return Page(clock)


def log_in(page, **more):
    code, token = page.get_code_and_token()
    page.clock.shift(2)
    data = {"code_token": token, "code": code, **more}
    response = page.post("/auth/", data, format="json")
    assert response.status_code == 200, response.content
    return response


def ask(page, verb, path, tokens, **more):
    header = {"HTTP_AUTHORIZATION": f"Bearer {tokens['access']}"}
    return getattr(page, verb)(path, **header, **more)


def test_a_session_goes_on_from_cookie_to_cookie(page, clock):
    log_in(page)
    first = page.cookie
    clock.shift(60)

    refreshed = page.refresh()
    assert list(refreshed.json()) == ["access", "access_expires_in"]
    assert page.cookie != first
    assert refreshed.cookies[NAME]["max-age"] == DAY
    [row] = ask(page, "get", "/sessions/", refreshed.json()).json()
    assert row["is_current"]
    # The other tab was under way with the same cookie.
    second, page.cookies[NAME] = page.cookie, first
    assert page.refresh().cookies[NAME].value == second


def test_a_copied_cookie_ends_the_session_and_deletes_nothing(page, clock):
    log_in(page)
    first = page.cookie
    page.refresh()
    clock.shift(60)
    page.cookies[NAME] = first

    response = page.refresh()
    assert (response.status_code, response.json()["code"]) == (401, "token_reused")
    assert not response.cookies
    assert Session.objects.get().ended_by == "reuse"


def test_signing_out_ends_the_session_and_deletes_the_cookie(page):
    log_in(page)

    response = page.sign_out()
    assert response.status_code == 204
    assert page.cookie == ""
    assert Session.objects.get().ended_by == "user"
    assert page.refresh().status_code == 401


@pytest.mark.parametrize("cookie", ["", "junk", "x" * 5000, None])
def test_signing_out_deletes_the_cookie_whatever_it_has(page, cookie):
    if cookie is not None:
        page.cookies[NAME] = cookie

    response = page.sign_out()
    assert response.status_code == 204
    assert (page.cookie, response.cookies[NAME]["max-age"]) == ("", 0)


def test_an_expired_cookie_can_be_signed_out(page, clock):
    log_in(page)
    clock.shift(3 * DAY)

    assert page.sign_out().status_code == 204
    assert page.cookie == ""


def test_a_page_of_somebody_else_signs_nobody_out(page):
    log_in(page)

    for more in (
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_X_TOKEN_TRANSPORT": None, "HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        response = page.sign_out(**more)
        assert response.status_code in (400, 403)
        assert not response.cookies
    assert Session.objects.get().ended_at is None


def test_a_token_in_the_body_too_signs_nobody_out(page):
    log_in(page)

    response = page.sign_out({"refresh": page.cookie})
    assert (response.status_code, list(response.json())) == (400, ["refresh"])
    assert not response.cookies
    assert Session.objects.get().ended_at is None


def test_changes_of_factors_renew_the_cookie(page, clock):
    tokens = log_in(page).json()
    first = page.cookie
    secret = ask(page, "post", "/totp/setup/", tokens).json()["secret"]
    data = {"code": App({"secret": secret}).code()}

    response = ask(page, "post", "/totp/confirm/", tokens, data=data, format="json")
    assert list(response.json()) == ["recovery_codes", "access", "access_expires_in"]
    assert page.cookie != first
    assert page.refresh().status_code == 200
    # Without the header, this client has the tokens in the body.
    plain = {"HTTP_X_TOKEN_TRANSPORT": None}
    response = ask(page, "delete", "/totp/", tokens, **plain)
    assert not response.cookies


def test_a_forged_change_changes_nothing(page):
    tokens = log_in(page).json()
    secret = ask(page, "post", "/totp/setup/", tokens).json()["secret"]
    data = {"code": App({"secret": secret}).code()}
    more = {"data": data, "format": "json", "HTTP_SEC_FETCH_SITE": "cross-site"}

    assert ask(page, "post", "/totp/confirm/", tokens, **more).status_code == 403
    more["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert ask(page, "post", "/totp/confirm/", tokens, **more).status_code == 200


def test_a_step_up_goes_on_in_the_session(page, clock):
    tokens = log_in(page).json()
    clock.shift(60)
    begun = ask(page, "post", "/step-up/", tokens).json()
    clock.shift(2)
    data = {"code_token": begun["token"], "code": page.last_mailed_code}

    response = page.post("/auth/", data, format="json")
    assert list(response.json()) == ["access", "access_expires_in"]
    assert Session.objects.get().generation == 1
    assert page.refresh().status_code == 200


# Trusted devices.


def test_a_trusted_device_is_a_cookie_too(page, clock, trusting):
    response = log_in(page, trust_device=True)
    assert "device_token" not in response.json()
    assert response.json()["device_token_expires_in"] == 30 * DAY
    cookie = response.cookies[DEVICE_NAME]
    assert cookie["max-age"] == 30 * DAY
    assert cookie["httponly"]
    page.sign_out()
    clock.shift(10 * DAY)

    response = page.get_code()
    assert "access" in response.json()
    assert "device_token" not in response.json()
    assert response.cookies[DEVICE_NAME].value != cookie.value
    assert response.cookies[DEVICE_NAME]["max-age"] == 20 * DAY
    assert page.refresh().status_code == 200


@pytest.mark.parametrize("junk", ["x", "x" * 500, "\xe9"])
def test_junk_in_that_cookie_asks_for_a_code(page, trusting, junk):
    page.cookies[DEVICE_NAME] = junk

    response = page.get_code()
    assert response.status_code == 200
    assert "token" in response.json()


def test_a_device_in_the_body_and_in_the_cookie_is_one_too_many(page, trusting):
    response = page.get_code(device_token="x" * 43)

    assert (response.status_code, list(response.json())) == (400, ["device_token"])


def test_without_the_header_the_cookie_of_the_device_is_not_read(page, trusting):
    log_in(page, trust_device=True)
    data = {"username": "ann", "password": "correct horse"}

    response = page.post("/get-code/", data, format="json", HTTP_X_TOKEN_TRANSPORT=None)
    assert "token" in response.json()
    assert TrustedDevice.objects.get().previous_digest is None


def test_a_token_that_is_too_large_begins_no_session(page, settings):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": "flows.test_cookies.LargeSerializer"
    }
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}

    assert page.post("/auth/", data, format="json").status_code == 503
    assert not Session.objects.exists()
