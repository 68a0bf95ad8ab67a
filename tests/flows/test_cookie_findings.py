"""What a stranger tries on cookies with tokens."""

import json
from contextlib import suppress

import django
import pytest
from django.core import mail
from testproject.cookies import DEVICE_NAME, NAME, Page

from drf_jwt_2fa import views


@pytest.fixture
def page(user, clock, settings):
    settings.JWT2FA_AUTH = {
        "TOKEN_TRANSPORT": "cookie",
        "CODE_TOKEN_THROTTLE_RATE": None,
        "SEND_PASSWORD_WARNING": False,
    }
    return Page(clock)


def log_in(page):
    code, token = page.get_code_and_token()
    page.clock.shift(2)
    response = page.auth(token, code)
    assert response.status_code == 200, response.content
    return response


def refresh_with(page, header):
    page.cookies.clear()
    return page.post("/refresh/", {}, format="json", HTTP_COOKIE=header)


@pytest.mark.parametrize(
    "space", ["\u2000", "\u0085", "\u00a0", "\u3000", "\x0b", "\x1c"]
)
def test_no_blank_hides_the_prefix_from_the_browser(page, space):
    """Browsers let subdomains set such names: to them, they have no prefix."""
    log_in(page)
    planted = f"{space}{NAME}={page.cookie}"
    raw = planted.encode().decode("latin-1")

    assert refresh_with(page, raw).status_code == 401


@pytest.mark.parametrize("space", ["\u2000", "\u0085"])
def test_a_planted_cookie_does_not_replace_a_genuine_one(page, space):
    log_in(page)
    raw = f"{NAME}={page.cookie}; {space}{NAME}=planted".encode().decode("latin-1")

    assert refresh_with(page, raw).status_code == 200


@pytest.mark.parametrize(
    "value", ['"\\000"', '"\\012"', "x" * 128, "x" * 129, "\u00ff", '"\\777"', "\ud800"]
)
def test_a_device_cookie_of_any_kind_does_not_block_a_login(page, settings, value):
    from datetime import timedelta

    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "TRUSTED_DEVICE_LIFETIME": timedelta(days=30),
    }
    raw = f"{DEVICE_NAME}={value}".encode("utf-8", "surrogatepass").decode("latin-1")
    data = {"username": "ann", "password": "correct horse"}

    response = page.post("/get-code/", data, format="json", HTTP_COOKIE=raw)

    assert response.status_code == 200, response.content


@pytest.mark.parametrize(
    "value",
    ['"\\000"', '"\\012"', "x" * 4079, "x" * 5000, "\u00ff", '"\\777"', "\ud800"],
)
def test_a_refresh_cookie_of_any_kind_is_a_401(page, value):
    raw = f"{NAME}={value}".encode("utf-8", "surrogatepass").decode("latin-1")

    response = refresh_with(page, raw)

    assert response.status_code == 401, response.content


@pytest.mark.parametrize("path", ["/refresh/", "/get-code/"])
def test_no_html_page_has_a_token_of_a_cookie(page, path, settings):
    from datetime import timedelta

    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "TRUSTED_DEVICE_LIFETIME": timedelta(days=30),
    }
    log_in(page)
    token = page.cookie
    page.cookies[DEVICE_NAME] = "secret-of-the-device"

    for data in ({}, {"username": ""}, {"username": "ann", "password": "x"}, []):
        response = page.post(path, data, format="json", HTTP_ACCEPT="text/html")
        assert response["Content-Type"].startswith("text/html")
        assert token.encode() not in response.content
        assert b"secret-of-the-device" not in response.content


def test_no_error_report_has_a_token_of_a_cookie(page, settings, monkeypatch):
    import logging

    from django.utils.log import AdminEmailHandler

    log_in(page)
    settings.DEBUG = False
    address = "admin@example.com"
    settings.ADMINS = [address if django.VERSION >= (6, 0) else ("Admin", address)]
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    mail.outbox.clear()

    def fail(*args):
        return 1 / 0

    monkeypatch.setattr("drf_jwt_2fa.views.tokens.check_epoch_of_refreshed", fail)
    token = page.cookie
    try:
        with suppress(ZeroDivisionError):
            page.refresh()
    finally:
        logger.removeHandler(handler)
    texts = [
        text
        for report in mail.outbox
        for text in (report.body, *map(str, report.alternatives))
    ]
    assert any("ZeroDivisionError" in text for text in texts)
    assert not any(token in text for text in texts)


def test_a_body_of_a_form_needs_no_length(page):
    """As over HTTP/2 or in ASGI, where no header has to tell it."""
    from django.test import AsyncRequestFactory
    from rest_framework.request import Request

    from drf_jwt_2fa.exceptions import CsrfFailedError
    from drf_jwt_2fa.transport import open_cookies

    request = AsyncRequestFactory().post(
        "/refresh/",
        b"a=b",
        "text/plain",
        secure=True,
        headers={"X-Token-Transport": "cookie", "Sec-Fetch-Site": "same-origin"},
    )
    request.META.pop("CONTENT_LENGTH", None)
    assert request.body == b"a=b"
    with pytest.raises(CsrfFailedError):
        open_cookies(Request(request))


def test_a_subclass_that_answers_with_another_class_keeps_the_token_out_of_the_body(
    page, rf
):
    from django.http import JsonResponse

    class Own(views.ObtainAuthToken):
        def post(self, request, *args, **kwargs):
            return JsonResponse(super().post(request, *args, **kwargs).data)

    code, token = page.get_code_and_token()
    page.clock.shift(2)
    request = rf.post(
        "/auth/",
        json.dumps({"code_token": token, "code": code}),
        "application/json",
        secure=True,
        HTTP_X_TOKEN_TRANSPORT="cookie",
        HTTP_SEC_FETCH_SITE="same-origin",
    )
    response = Own.as_view()(request)
    assert b"refresh" not in response.content


@pytest.mark.parametrize("name", ["device", "refresh token", "__Host-refresh"])
def test_bad_names_are_reported(settings, name):
    from drf_jwt_2fa.checks.cookies import check_attributes

    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie", "REFRESH_COOKIE_NAME": name}
    assert [one.id for one in check_attributes()] == ["drf_jwt_2fa.E051"]


def test_wildcards_of_django_are_reported(settings):
    from drf_jwt_2fa.checks import cookies

    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.com"]
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}
    assert [m for check in cookies.CHECKS for m in check() if m.id[-3:] != "050"]
