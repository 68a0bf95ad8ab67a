"""Findings about tokens in cookies."""

import django
import pytest

SESSIONS = "drf_jwt_2fa.sessions"
SLIDING = "rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"


@pytest.fixture
def cookies(project):
    """A project without findings that has refresh tokens in cookies."""
    others = [one for one in project.INSTALLED_APPS if one != SESSIONS]
    project.INSTALLED_APPS = [*others, SESSIONS]
    project.JWT2FA_AUTH |= {"TOKEN_TRANSPORT": "cookie"}
    return project


def test_a_project_with_cookies_has_no_findings(cookies, found_ids):
    cookies.JWT2FA_AUTH |= {
        "COOKIE_ORIGINS": ["https://app.example.com", "http://localhost:3000"],
        "REFRESH_COOKIE_DOMAIN": "example.com",
        "REFRESH_COOKIE_PATH": "/api/",
        "REFRESH_COOKIE_NAME": "my-refresh",
    }

    assert found_ids() == []


def test_what_is_not_in_use_is_not_looked_at(cookies, found_ids):
    cookies.INSTALLED_APPS = [one for one in cookies.INSTALLED_APPS if one != SESSIONS]
    cookies.CORS_ALLOW_ALL_ORIGINS = cookies.CORS_ALLOW_CREDENTIALS = True
    cookies.JWT2FA_AUTH |= {
        "TOKEN_TRANSPORT": "body",
        "COOKIE_ORIGINS": ["app.example.com"],
        "REFRESH_COOKIE_PATH": "x",
    }

    assert found_ids() == []


def test_sliding_tokens(cookies, found_ids):
    cookies.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": SLIDING}

    assert "E050" in found_ids()


def test_a_serializer_that_cannot_be_imported_is_reported_elsewhere(cookies, found_ids):
    cookies.SIMPLE_JWT = {"TOKEN_OBTAIN_SERIALIZER": "nowhere.Serializer"}

    assert "E050" not in found_ids()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAME", "a;b"),
        ("NAME", "__Host-refresh"),
        ("NAME", "refresh token"),
        ("NAME", "device"),
        ("NAME", "access"),
        ("PATH", "api/"),
        ("PATH", "/a;b"),
        ("DOMAIN", "https://example.com"),
        ("DOMAIN", "example.com; Secure"),
        ("PARTITIONED", True),
    ],
)
def test_attributes_that_no_browser_takes(cookies, find, name, value):
    cookies.JWT2FA_AUTH |= {f"REFRESH_COOKIE_{name}": value}

    [found] = find()
    assert found.id == "drf_jwt_2fa.E051"
    assert found.msg.startswith(f"REFRESH_COOKIE_{name} ")


def test_same_site_none_needs_django_3_1(cookies, found_ids, monkeypatch):
    cookies.JWT2FA_AUTH |= {
        "REFRESH_COOKIE_SAMESITE": "None",
        "REFRESH_COOKIE_PARTITIONED": True,
    }

    assert ("E051" in found_ids()) is (django.VERSION < (3, 1))
    monkeypatch.setattr(django, "VERSION", (3, 0, 14, "final", 0))
    assert found_ids() == ["E051"]


@pytest.mark.parametrize("name", ["TRANSPORT", "SAMESITE"])
def test_a_wrong_choice_is_reported_once(cookies, find, name):
    prefix = "TOKEN" if name == "TRANSPORT" else "REFRESH_COOKIE"
    cookies.JWT2FA_AUTH |= {f"{prefix}_{name}": "none"}

    [found] = find()
    assert f"{prefix}_{name}" in found.msg


@pytest.mark.parametrize(
    "origin",
    [
        "app.example.com",
        "https://app.example.com/",
        "https://App.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://*.example.com",
        "https://u@app.example.com",
        "https://app.example.com:x",
        "ftp://app.example.com",
        "null",
        7,
    ],
)
def test_origins_that_no_browser_sends(cookies, find, origin):
    cookies.JWT2FA_AUTH |= {"COOKIE_ORIGINS": ["https://example.com", origin]}

    [found] = find()
    assert found.id == "drf_jwt_2fa.E052"
    assert repr(origin) in found.msg


def test_cookies_without_sessions(cookies, found_ids):
    cookies.INSTALLED_APPS = [one for one in cookies.INSTALLED_APPS if one != SESSIONS]

    assert found_ids() == ["W050"]


@pytest.mark.parametrize("name", ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"])
def test_answers_that_any_page_may_read(cookies, found_ids, name):
    setattr(cookies, name, True)
    assert found_ids() == []

    cookies.CORS_ALLOW_CREDENTIALS = True
    assert found_ids() == ["W051"]


@pytest.mark.parametrize("trusted", ["https://*.example.com", ".example.com"])
def test_wildcards_let_no_page_in(cookies, find, trusted):
    cookies.CSRF_TRUSTED_ORIGINS = ["https://app.example.com", trusted]

    [found] = find()
    assert found.id == "drf_jwt_2fa.W052"
    assert repr(trusted) in found.msg
    assert "https://app" not in found.msg
    cookies.JWT2FA_AUTH |= {"COOKIE_ORIGINS": ["https://app.example.com"]}
    assert find() == []


def test_access_tokens_that_nobody_reads(cookies, found_ids):
    cookies.JWT2FA_AUTH |= {"TOKEN_TRANSPORT": "cookies"}
    assert found_ids() == ["W053"]

    cookies.REST_FRAMEWORK = {
        **cookies.REST_FRAMEWORK,
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "drf_jwt_2fa.authentication.Jwt2faCookieAuthentication"
        ],
    }
    assert found_ids() == []
