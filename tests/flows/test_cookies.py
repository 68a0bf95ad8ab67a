"""Logins of pages whose refresh token is in a cookie."""

import logging
from datetime import timedelta

import django
import jwt
import pytest
from django.core import mail
from rest_framework_simplejwt.serializers import (
    TokenObtainPairSerializer,
    api_settings as simple_jwt,
)
from rest_framework_simplejwt.tokens import RefreshToken
from testproject.cookies import DEVICE_NAME, NAME, Page

DAY = 24 * 3600


class LargeSerializer(TokenObtainPairSerializer):
    """A project's serializer with more claims than a cookie holds."""

    @classmethod
    def get_token(cls, user):
        token = super().get_token(user)
        token["groups"] = ["x" * 90] * 30
        return token


@pytest.fixture(autouse=True)
def _with_cookies(settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}


@pytest.fixture
def page(user, clock):
    return Page(clock)


@pytest.fixture
def refused(caplog):
    """The reasons in the log."""
    caplog.set_level(logging.INFO, "drf_jwt_2fa")
    return lambda: [one.reason for one in caplog.records if hasattr(one, "reason")]


def finish(page, **more):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}
    return page.post("/auth/", data, format="json", **more)


def test_the_refresh_token_leaves_in_a_cookie_alone(page):
    response = finish(page)

    assert list(response.json()) == ["access", "access_expires_in"]
    assert response.json()["access_expires_in"] == 300
    token = response.cookies[NAME].value
    assert jwt.decode(token, options={"verify_signature": False})["token_type"] == (
        "refresh"
    )
    assert response.cookies.output() == (
        f"Set-Cookie: {NAME}={token}; expires=Wed, 02 Jan 2030 00:00:00 GMT; HttpOnly;"
        " Max-Age=86400; Path=/; SameSite=Strict; Secure"
    )
    assert response["Cache-Control"] == "private, no-store"


def test_it_comes_back_from_there(page, clock):
    finish(page)
    clock.shift(600)

    response = page.refresh()
    assert response.status_code == 200
    assert list(response.json()) == ["access", "access_expires_in"]
    header = {"HTTP_AUTHORIZATION": f"Bearer {response.json()['access']}"}
    assert page.get("/me/", **header).json() == {"username": "ann"}
    # Without a body, too.
    assert page.post("/refresh/", content_type=None).status_code == 200


def test_a_new_refresh_token_replaces_it(page, clock, monkeypatch):
    # Simple JWT keeps the settings that it began with.
    monkeypatch.setattr(simple_jwt, "ROTATE_REFRESH_TOKENS", True, raising=False)
    finish(page)
    first = page.cookie
    clock.shift(60)

    response = page.refresh()
    assert list(response.json()) == ["access", "access_expires_in"]
    assert response.cookies[NAME].value == page.cookie != first
    assert response.cookies[NAME]["max-age"] == DAY


def test_a_browser_without_the_cookie_is_signed_out(page):
    response = page.refresh()

    assert response.status_code == 401
    assert response.json()["code"] == "token_not_valid"
    assert not response.cookies


@pytest.mark.parametrize("junk", ["x", "a.b.c", "\xe9", "x" * 5000])
def test_a_refused_cookie_is_not_deleted(page, junk):
    # The request that lost a race would delete the cookie of the one that won it.
    page.cookies[NAME] = junk

    response = page.refresh()
    assert response.status_code == 401
    assert not response.cookies


def test_a_stale_cookie_blocks_no_login(page, clock):
    finish(page)
    clock.shift(2 * DAY)

    assert page.refresh().status_code == 401
    assert finish(page).status_code == 200
    assert page.refresh().status_code == 200


def test_a_token_in_the_body_and_in_the_cookie_is_one_too_many(page):
    finish(page)

    response = page.refresh({"refresh": page.cookie})
    assert response.status_code == 400
    assert list(response.json()) == ["refresh"]


# Without the header.


def test_requests_for_the_body_are_answered_as_ever(page, api, clock):
    finish(page)
    plain = {"HTTP_X_TOKEN_TRANSPORT": None, "HTTP_SEC_FETCH_SITE": "cross-site"}
    clock.shift(5)

    code, token = page.get_code_and_token()
    response = page.auth(token, code)
    assert list(response.json()) == ["access", "access_expires_in"]
    clock.shift(5)
    data = {"username": "ann", "password": "correct horse"}
    begun = page.post("/get-code/", data, format="json", **plain)
    data = {"code_token": begun.json()["token"], "code": page.last_mailed_code}
    response = page.post("/auth/", data, format="json", **plain)
    assert list(response.json()) == ["access", "refresh"]
    assert not response.cookies
    data = {"refresh": response.json()["refresh"]}
    response = page.post("/refresh/", data, format="json", **plain)
    assert list(response.json()) == ["access"]
    assert not response.cookies
    # The cookie is not read.
    response = page.post("/refresh/", {}, format="json", **plain)
    assert response.status_code == 400
    body = {"HTTP_X_TOKEN_TRANSPORT": "body"}
    assert page.post("/refresh/", {}, format="json", **body).status_code == 400


def test_cookies_change_no_byte_of_an_answer_in_the_body(page, clock, settings):
    settings.JWT2FA_AUTH = {}
    answers = []
    for cookie in (None, "junk"):
        clock.shift(60)
        plain = Page(clock)
        if cookie:
            plain.cookies[NAME] = cookie
        mine = [plain.refresh({"refresh": "x"}), plain.refresh({})]
        begun = plain.get_code()
        mine.append(plain.auth(begun.json()["token"], "0"))
        answers.append([(one.status_code, one.content, one.cookies) for one in mine])

    assert answers[0] == answers[1]


def test_the_header_means_nothing_where_the_project_has_no_cookies(page, settings):
    settings.JWT2FA_AUTH = {}

    response = finish(page, HTTP_SEC_FETCH_SITE="cross-site")
    assert list(response.json()) == ["access", "refresh"]
    assert not response.cookies


def test_a_project_chooses_for_each_request(page, settings):
    settings.JWT2FA_AUTH = {
        "TOKEN_TRANSPORT": lambda request: request.META.get("HTTP_X_APP", "cookie")
    }

    assert "refresh" in finish(page, HTTP_X_APP="body").json()
    page.clock.shift(5)
    assert "refresh" not in finish(page).json()


def test_a_misspelled_wish_gets_no_token(page):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}

    for wish in ("cookies", "Cookie", ""):
        response = page.post("/auth/", data, format="json", HTTP_X_TOKEN_TRANSPORT=wish)
        assert response.status_code == 400
        assert list(response.json()) == ["X-Token-Transport"]
    assert page.auth(token, code).status_code == 200


@pytest.mark.parametrize("path", ["/verify/", "/challenge/"])
def test_other_endpoints_do_not_look_at_the_header(page, path):
    response = page.post(path, {}, format="json", HTTP_SEC_FETCH_SITE="cross-site")

    assert response.status_code == 400


# Requests that may be forged.

FOREIGN = {
    "another site": {"HTTP_SEC_FETCH_SITE": "cross-site"},
    "a sibling": {
        "HTTP_SEC_FETCH_SITE": "same-site",
        "HTTP_ORIGIN": "https://evil.testserver",
    },
    "no origin": {"HTTP_SEC_FETCH_SITE": None},
    "the address bar": {"HTTP_SEC_FETCH_SITE": "none"},
    "a sandbox": {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "null"},
    "no TLS": {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "http://testserver"},
    "a port": {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "https://testserver:8443"},
    "capitals": {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "https://TestServer"},
    "a path": {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "https://testserver/"},
    "a longer name": {
        "HTTP_SEC_FETCH_SITE": None,
        "HTTP_ORIGIN": "https://testserver.example",
    },
    "a host of its own": {
        "HTTP_SEC_FETCH_SITE": None,
        "HTTP_HOST": "evil.example",
        "HTTP_ORIGIN": "https://evil.example",
    },
    "text": {"content_type": "text/plain"},
    "a form": {"content_type": "application/x-www-form-urlencoded"},
    "several parts": {"content_type": "multipart/form-data; boundary=x"},
    "no type": {"content_type": ""},
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_page_of_somebody_else_is_refused(page, foreign, refused):
    code, token = page.get_code_and_token()
    finish_data = f'{{"code_token": "{token}", "code": "{code}"}}'
    sent = len(mail.outbox)
    finish_path, more = "/auth/", {"content_type": "application/json"}
    more.update(FOREIGN[foreign])
    page.clock.shift(5)
    for path, data in (
        (finish_path, finish_data),
        ("/get-code/", '{"username": "ann", "password": "correct horse"}'),
        ("/refresh/", "{ }"),
    ):
        response = page.generic("POST", path, data, **more)

        assert response.status_code == 403, response.content
        assert not response.cookies
    assert [one.split(" ")[0] for one in refused()] == ["csrf_failed"] * 3
    assert len(mail.outbox) == sent
    # Nothing was counted, and nothing was used up.
    assert page.auth(token, code).status_code == 200


def test_the_client_learns_the_code_of_the_refusal(page, settings):
    settings.JWT2FA_AUTH = {**settings.JWT2FA_AUTH, "ERROR_CODE_IN_BODY": True}

    response = page.refresh(HTTP_SEC_FETCH_SITE="cross-site")
    assert response.json() == {
        "detail": "This page may not use cookies of the API.",
        "code": "csrf_failed",
    }


@pytest.mark.parametrize(
    "origin", ["https://testserver", "https://app.example.com", "https://x.test:8443"]
)
def test_pages_that_the_project_lists_are_let_in(page, settings, origin):
    trusted = ["app.example.com", "x.test:8443"]
    settings.CSRF_TRUSTED_ORIGINS = [
        one if django.VERSION < (4, 0) else f"https://{one}" for one in trusted
    ]

    for site in (None, "same-site", "cross-site"):
        more = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin}
        assert page.refresh(**more).status_code == 401


def test_a_list_of_our_own_takes_the_place_of_djangos(page, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://forms.example.com"]
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "COOKIE_ORIGINS": ["https://app.example.com"],
    }
    statuses = {}
    for host in ("app.example.com", "forms.example.com", "testserver"):
        more = {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": f"https://{host}"}
        statuses[host] = page.refresh(**more).status_code

    assert statuses == {
        "app.example.com": 401,
        "forms.example.com": 403,
        "testserver": 401,
    }


def test_a_wildcard_lets_nobody_in(page, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.com"]
    for origin in ("https://*.example.com", "https://a.example.com"):
        more = {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": origin}
        expected = 401 if "*" in origin else 403
        # No browser can send the former.
        assert page.refresh(**more).status_code in (expected, 403)


def test_djangos_own_token_can_be_required_too(page, settings, refused):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "REFRESH_COOKIE_REQUIRES_CSRF_TOKEN": True,
    }
    page.handler.enforce_csrf_checks = True
    more = {"HTTP_REFERER": "https://testserver/"}
    token = "a" * 32
    assert page.refresh(**more).status_code == 403
    assert refused() == ["csrf_failed (token)"]

    page.cookies["csrftoken"] = token
    for sent, status in ((token, 401), ("b" * 32, 403)):
        assert page.refresh(**more, HTTP_X_CSRFTOKEN=sent).status_code == status


# HTTPS.


def test_no_cookie_travels_where_anybody_can_read_it(page, caplog):
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}

    response = page.post("/auth/", data, format="json", secure=False)
    assert response.status_code == 400
    assert not response.cookies
    assert "SECURE_PROXY_SSL_HEADER" in caplog.text
    assert page.auth(token, code).status_code == 200


def test_a_developer_needs_no_certificate(page, settings):
    settings.DEBUG = True
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "REFRESH_COOKIE_SAMESITE": "Lax",
        "REFRESH_COOKIE_PARTITIONED": True,
    }
    code, token = page.get_code_and_token()
    data = {"code_token": token, "code": code}

    response = page.post("/auth/", data, format="json", secure=False)
    assert list(response.cookies) == ["refresh"]
    assert response.cookies.output().partition("; ")[2] == (
        "expires=Wed, 02 Jan 2030 00:00:00 GMT; HttpOnly; Max-Age=86400; Path=/;"
        " SameSite=Lax"
    )
    assert page.refresh(secure=False).status_code == 200


# Where else a token might show, or a cookie might harm.


@pytest.mark.parametrize("path", ["/refresh/", "/sign-out/", "/get-code/"])
def test_no_page_of_the_browsable_api_has_a_token_of_a_cookie(page, path):
    finish(page)
    token = page.cookie
    page.cookies[DEVICE_NAME] = "secret-of-the-device"

    for data in ({"username": ""}, {"username": "ann", "password": "x"}, []):
        response = page.post(path, data, format="json", HTTP_ACCEPT="text/html")
        assert token.encode() not in response.content
        assert b"secret-of-the-device" not in response.content


@pytest.mark.parametrize(
    "value", ['"\\000"', '"\\012"', "x" * 4079, "\u00ff", '"\\777"', "\ud800"]
)
def test_cookies_of_any_kind_are_refused_like_any_other(page, value):
    raw = f"{NAME}={value}".encode("utf-8", "surrogatepass").decode("latin-1")

    assert page.refresh(HTTP_COOKIE=raw).status_code == 401
    assert page.sign_out(HTTP_COOKIE=raw).status_code == 204


@pytest.mark.parametrize(
    "blank", ["\u2000", "\u0085", "\u00a0", "\u3000", "\x0b", "\x1c"]
)
def test_no_blank_hides_the_prefix_from_the_browser(page, blank):
    """Browsers let subdomains set such names: to them, they have no prefix."""
    finish(page)
    token, page.cookies = page.cookie, type(page.cookies)()
    planted = f"{blank}{NAME}={token}".encode().decode("latin-1")
    genuine = f"{NAME}={token}; {blank}{NAME}=planted".encode().decode("latin-1")

    assert page.refresh(HTTP_COOKIE=planted).status_code == 401
    assert page.refresh(HTTP_COOKIE=genuine).status_code == 200


# What a cookie cannot hold.


def test_a_token_that_is_too_large_is_not_issued(page, settings, caplog):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": f"{__name__}.LargeSerializer",
    }
    response = finish(page)

    assert response.status_code == 503
    assert not response.cookies
    assert "The refresh token of" in caplog.text
    page.clock.shift(5)
    plain = {"HTTP_X_TOKEN_TRANSPORT": None}
    assert "refresh" in finish(page, **plain).json()


# What projects have changed.


def test_keys_that_the_project_has_renamed(page, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "AUTH_RESULT_ACCESS_TOKEN_KEY": "jwt",
        "AUTH_RESULT_REFRESH_TOKEN_KEY": "renewal",
        "LOGIN_ANSWER": lambda user, request: {"refresh": "mine"},
    }

    response = finish(page)
    assert sorted(response.json()) == ["jwt", "jwt_expires_in", "refresh"]
    assert page.refresh().status_code == 200


def test_users_without_a_second_factor(page, settings):
    settings.JWT2FA_AUTH = {
        **settings.JWT2FA_AUTH,
        "FALLBACK_2FA_METHOD": "no-2fa",
    }

    response = page.get_code()
    assert list(response.json()) == ["access", "access_expires_in"]
    assert page.refresh().status_code == 200


def test_sliding_tokens_stay_in_the_body(page, settings):
    settings.SIMPLE_JWT = {
        "TOKEN_OBTAIN_SERIALIZER": (
            "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"
        ),
        "AUTH_TOKEN_CLASSES": ["rest_framework_simplejwt.tokens.SlidingToken"],
    }

    response = finish(page)
    assert list(response.json()) == ["token"]
    assert not response.cookies


def test_a_shorter_refresh_token_has_a_shorter_cookie(page, monkeypatch):
    monkeypatch.setattr(RefreshToken, "lifetime", timedelta(hours=1))

    assert finish(page).cookies[NAME]["max-age"] == 3600
