"""What the pages about cookies say works."""

import re

import pytest
from django.core.checks import run_checks
from django.test import override_settings
from docs.pages import read, run
from testproject.cookies import Page

from drf_jwt_2fa.authentication import (
    Jwt2faCookieAuthentication,
    get_authentication_classes,
)
from drf_jwt_2fa.settings import SETTINGS

PAGE = "how-to/cookies.md"


@pytest.fixture
def page(user, clock):
    return Page(clock)


def finish(page, **more):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}
    return page.post("/auth/", data, format="json", **more)


def test_a_page_of_the_api_itself(page, configure):
    with configure("how-to/cookies.md", "settings.py"):
        assert list(finish(page).json()) == ["access", "access_expires_in"]
        assert page.refresh().status_code == 200


def test_a_page_on_another_origin(page, configure):
    with configure(
        "how-to/cookies.md",
        "settings.py, with a page on another origin",
        after=(PAGE,),
    ):
        check_page(page, "https://app.example.com", "Strict")


def test_a_page_on_another_site(page, configure):
    pytest.importorskip("django", minversion="3.1")
    with configure(
        "how-to/cookies.md", "settings.py, with a page on another site", after=(PAGE,)
    ):
        check_page(page, "https://example.org", "None")


def check_page(page, origin, samesite):
    [cookie] = finish(page, HTTP_ORIGIN=origin).cookies.values()
    assert cookie["samesite"] == samesite
    assert ("; Partitioned" in cookie.OutputString()) is (samesite == "None")
    more = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": origin}
    assert page.refresh(**more).status_code == 200
    more["HTTP_ORIGIN"] = "https://evil.example"
    assert page.refresh(**more).status_code == 403
    found = {one.id for one in run_checks()}
    assert not {f"drf_jwt_2fa.E05{number}" for number in range(3)} & found


def test_pages_that_the_server_renders(page, configure):
    with configure(
        "how-to/cookies.md",
        "settings.py, for pages that the server renders",
        after=(PAGE,),
    ):
        assert list(finish(page).json()) == ["access_expires_in"]
        found = {one.id for one in run_checks()}
        assert not {"drf_jwt_2fa.W007", "drf_jwt_2fa.W053"} & found
        # The endpoints for users who are signed in authenticate like the API.
        assert get_authentication_classes() == (Jwt2faCookieAuthentication,)


def test_a_choice_for_each_request(page, install, configure):
    install("how-to/cookies.md", "transport.py")
    with configure("how-to/cookies.md", "settings.py, with a choice for each request"):
        assert "refresh" not in finish(page).json()
        page.clock.shift(5)
        with override_settings(ALLOWED_HOSTS=["partners.example.com"]):
            host = {"HTTP_HOST": "partners.example.com"}
            data = {"username": "ann", "password": "correct horse"}
            begun = page.post("/get-code/", data, format="json", **host).json()
            data = {"code_token": begun["token"], "code": page.last_mailed_code}
            tokens = page.post("/auth/", data, format="json", **host).json()
    assert list(tokens) == ["access", "refresh"]


@pytest.mark.integration
def test_a_preflight_lets_the_page_send_its_header(client, user):
    module = run("how-to/cors.md", "settings.py, with cookies", after=())
    first = run("how-to/cors.md", "settings.py")
    more = {
        "CORS_ALLOWED_ORIGINS": first.CORS_ALLOWED_ORIGINS,
        "CORS_ALLOW_HEADERS": module.CORS_ALLOW_HEADERS,
        "CORS_ALLOW_CREDENTIALS": module.CORS_ALLOW_CREDENTIALS,
        "MIDDLEWARE": first.MIDDLEWARE,
        "JWT2FA_AUTH": module.JWT2FA_AUTH,
    }
    with override_settings(**more):
        answers = {
            origin: client.options(
                "/auth/",
                HTTP_ORIGIN=origin,
                HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
                HTTP_ACCESS_CONTROL_REQUEST_HEADERS="content-type,x-token-transport",
            )
            for origin in ("https://app.example.com", "https://evil.example")
        }

    good = answers["https://app.example.com"]
    assert good["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert good["Access-Control-Allow-Credentials"] == "true"
    assert "x-token-transport" in good["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in answers["https://evil.example"]


def test_the_settings_that_the_page_names_exist():
    named = re.findall(r"`((?:REFRESH_)?COOKIE_[A-Z_]+)", read(PAGE))

    assert named
    assert set(named) <= set(SETTINGS)
