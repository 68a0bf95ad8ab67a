"""What the pages on URLs, the admin and limits show works."""

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, clear_url_caches, resolve, reverse
from docs.pages import run

from drf_jwt_2fa.settings import api_settings
from drf_jwt_2fa.throttling import CodeTokenThrottler


def lead_to_endpoints(urls, paths, client):
    with override_settings(ROOT_URLCONF=urls):
        assert {name: reverse(name) for name in paths} == paths
        for path in paths.values():
            assert resolve(path)
            assert client.post(path).status_code == 400


@pytest.mark.django_db
def test_the_endpoints_under_a_namespace(client):
    urls = run("how-to/urls.md", "urls.py, under a namespace")

    paths = {
        "login:get-code": "/api/auth/get-code/",
        "login:auth": "/api/auth/auth/",
    }
    lead_to_endpoints(urls, paths, client)


@pytest.mark.django_db
def test_the_endpoints_view_by_view(client):
    urls = run("how-to/urls.md", "urls.py, view by view")

    paths = {
        "login": "/login/",
        "new-code": "/login/new-code/",
        "confirm": "/login/confirm/",
        "refresh": "/token/refresh/",
        "verify": "/token/verify/",
    }
    lead_to_endpoints(urls, paths, client)


@pytest.mark.parametrize("serve", ["yes", "no"])
def test_the_admin_on_an_internal_host_only(serve, monkeypatch):
    monkeypatch.setenv("SERVE_ADMIN", serve)
    snippet = run("how-to/admin.md", "settings.py")

    with override_settings(SERVE_ADMIN=snippet.SERVE_ADMIN):
        urls = run("how-to/admin.md", "urls.py")

    with override_settings(ROOT_URLCONF=urls):
        clear_url_caches()
        assert reverse("get-code") == "/api/auth/get-code/"
        if serve == "yes":
            assert reverse("admin:index") == "/admin/"
        else:
            with pytest.raises(NoReverseMatch):
                reverse("admin:index")


def test_stricter_limits(configure):
    with configure("how-to/brute-force.md", "settings.py, with stricter limits"):
        attempts = api_settings.MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN
        rate = api_settings.MAX_UNREDEEMED_CODE_TOKENS_PER_USER
        per_address = CodeTokenThrottler().rate

    assert per_address == "6/h"
    # The page says how many guesses that is.
    assert (rate, attempts) == ("10/d", 3)
