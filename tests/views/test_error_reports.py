"""Django's reports of errors in a login, as text and as HTML."""

import logging
from contextlib import suppress

import django
import pytest
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from django.utils.log import AdminEmailHandler
from django.views import debug
from rest_framework.response import Response
from testproject.cookies import DEVICE_NAME, NAME, Page

from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.views import RefreshAuthToken
from drf_jwt_2fa.views.error_reports import hide_secrets

PASSWORD = "correct horse battery"


class BrokenBackend:
    """An authentication back end with a bug, and with the password at hand."""

    def authenticate(self, request, username=None, password=None):
        its_own_name_for_it = [password]
        return 1 / 0 if its_own_name_for_it else None


@pytest.fixture
def reports(settings):
    """The error reports that the administrators get by mail, with HTML."""
    settings.DEBUG = False
    address = "admin@example.com"
    settings.ADMINS = [address if django.VERSION >= (6, 0) else ("Admin", address)]
    handler = AdminEmailHandler(include_html=True)
    handler.setLevel(logging.ERROR)
    logger = logging.getLogger("django.request")
    ours = logging.getLogger("drf_jwt_2fa")
    logger.addHandler(handler)
    ours.addHandler(handler)
    yield lambda: [
        part
        for message in mail.outbox
        if message.to == ["admin@example.com"]
        for part in (message.subject, message.body, *map(str, message.alternatives))
    ]
    logger.removeHandler(handler)
    ours.removeHandler(handler)


@pytest.fixture
def page(user, clock):
    return Page(clock)


def post(path, data, content_type="application/json"):
    # The test client raises again what the site has reported.
    with suppress(ZeroDivisionError):
        if content_type is None:  # A form.
            Client().post(path, data)
        else:
            Client().post(path, data, content_type=content_type)


@pytest.mark.parametrize("content_type", ["application/json", None])
def test_a_report_of_a_broken_back_end_hides_the_password(
    db, settings, reports, content_type
):
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.BrokenBackend"]
    data = {"username": "ann", "password": PASSWORD}

    post("/get-code/", data, content_type)

    texts = reports()
    assert any("ZeroDivisionError" in text for text in texts)
    assert any("its_own_name_for_it" in text for text in texts)
    assert not any(PASSWORD in text for text in texts)


@pytest.mark.parametrize("content_type", ["application/json", None])
def test_a_report_of_a_broken_second_step_hides_token_and_code(
    user, api, reports, monkeypatch, content_type
):
    code, token = api.get_code_and_token()

    def break_down(self, code, nonce, hashed_code):
        return 1 / 0

    monkeypatch.setattr(CodeTokenManager, "is_verification_code_ok", break_down)
    mail.outbox.clear()
    data = {"code_token": token, "code": code}
    post("/auth/", data, content_type)

    texts = reports()
    assert any("break_down" in text for text in texts)
    assert not any(token in text or code in text for text in texts)


def test_a_report_of_a_broken_sender_hides_the_code(user, settings, reports):
    sent = []

    def fail(user, code):
        sent.append(code)
        its_own_name_for_it = f"Your code is {code}"
        raise OSError(its_own_name_for_it)

    settings.JWT2FA_AUTH = {"CODE_SENDER": fail}

    data = {"username": "ann", "password": "correct horse"}
    post("/get-code/", data)

    texts = reports()
    assert any("Your code is [hidden]" in text for text in texts)
    assert not any(sent[0] in text or "correct horse" in text for text in texts)


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("transport", ["cookie", "cookies"])
def test_a_report_of_a_broken_refresh_hides_the_cookies(
    page, settings, reports, transport, asks
):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": transport}
    code, token = page.get_code_and_token()
    page.auth(token, code)
    page.cookies[DEVICE_NAME] = "of-the-device"
    page.cookies["theirs"] = "of-the-project"
    secrets = [page.cookie, "of-the-device"]
    if transport == "cookies":
        secrets.append(page.cookies["__Host-access"].value)
    mail.outbox.clear()

    # With the header, the cookie was read; without it, it came along.
    wish = {} if asks else {"HTTP_X_TOKEN_TRANSPORT": None}
    with pytest.MonkeyPatch.context() as patch, suppress(ZeroDivisionError):
        patch.setattr(RefreshAuthToken, "check_throttles", lambda *args: 1 / 0)
        page.refresh(**wish)

    texts = reports()
    assert any("ZeroDivisionError" in text for text in texts)
    assert any("of-the-project" in text for text in texts)
    assert not any(secret in text for text in texts for secret in secrets)


def test_a_cookie_of_the_project_is_its_own(page, monkeypatch):
    page.cookies[NAME] = "of-the-project"
    seen = []

    def post(self, request):
        seen.append((request.COOKIES, request.META["HTTP_COOKIE"]))
        return Response()

    monkeypatch.setattr(RefreshAuthToken, "post", post)
    page.refresh()
    assert seen == [({NAME: "of-the-project"}, f"{NAME}=of-the-project")]


def test_in_debug_mode_django_hides_nothing_and_nor_do_we(rf, settings):
    request = rf.post("/", {"password": PASSWORD})
    hide_secrets(request)
    filter_ = debug.get_exception_reporter_filter(request)
    try:
        raise_with(PASSWORD)
    except ZeroDivisionError as error:
        frame = error.__traceback__.tb_next.tb_frame

    settings.DEBUG = True
    shown = dict(filter_.get_traceback_frame_variables(request, frame))
    assert shown["local"] == PASSWORD
    settings.DEBUG = False
    shown = dict(filter_.get_traceback_frame_variables(request, frame))
    assert set(shown.values()) == {"*" * 20}


def raise_with(local):
    return 1 / 0


def test_the_filter_of_the_project_goes_on_filtering(settings):
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = f"{__name__}.ProjectFilter"
    debug.get_default_exception_reporter_filter.cache_clear()
    request = HttpRequest()

    hide_secrets(request)

    debug.get_default_exception_reporter_filter.cache_clear()
    assert isinstance(debug.get_exception_reporter_filter(request), ProjectFilter)


class ProjectFilter(debug.SafeExceptionReporterFilter):
    """A filter that the project has chosen."""
