"""Signing out, in the body and with a cookie, where no app remembers it."""

import pytest
from testproject.cookies import NAME, Page


@pytest.fixture
def page(user, clock, settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}
    return Page(clock)


def log_in(page):
    code, token = page.get_code_and_token()
    assert page.auth(token, code).status_code == 200


@pytest.mark.parametrize("token", ["genuine", "junk", "x" * 4096])
def test_a_client_never_has_to_try_again(user, api, token):
    if token == "genuine":
        code, code_token = api.get_code_and_token()
        token = api.auth(code_token, code).json()["refresh"]

    for _time in range(2):
        response = api.post("/sign-out/", {"refresh": token})
        assert (response.status_code, response.content) == (204, b"")
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies


@pytest.mark.parametrize("data", [{}, {"refresh": ""}, {"refresh": 1}, []])
def test_without_a_token_there_is_nothing_to_end(api, data):
    response = api.post("/sign-out/", data, format="json")

    assert response.status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_a_post_signs_out(api, method):
    assert getattr(api, method)("/sign-out/").status_code == 405


@pytest.mark.parametrize("cookie", [None, "", "junk", "x" * 5000])
def test_signing_out_deletes_the_cookie_whatever_it_has(page, cookie):
    log_in(page)
    if cookie is not None:
        page.cookies[NAME] = cookie

    response = page.sign_out()
    assert (response.status_code, response.content) == (204, b"")
    assert (page.cookie, response.cookies[NAME]["max-age"]) == ("", 0)
    assert page.refresh().status_code == 401


def test_a_page_of_somebody_else_signs_nobody_out(page):
    log_in(page)

    for more in (
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_X_TOKEN_TRANSPORT": None, "HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        response = page.sign_out(**more)
        assert response.status_code in (400, 403)
        assert not response.cookies
    assert page.refresh().status_code == 200
