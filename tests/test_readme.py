"""What the README shows is true: its snippets run, and it is short."""

import re

import pytest
from django.test import override_settings
from django.urls import resolve, reverse
from docs.pages import find_snippets, read, run
from rest_framework.settings import APISettings

from drf_jwt_2fa import authentication
from drf_jwt_2fa.settings import api_settings

README = "../README.md"


def test_every_snippet_has_a_test():
    kinds = re.findall(r"^```(\w+)$", read(README), re.MULTILINE)

    assert list(find_snippets(README)) == ["settings.py", "urls.py"]
    # A package index draws no diagrams.
    assert kinds == ["python", "python"]


def test_the_settings_configure_the_api():
    snippet = run(README, "settings.py")
    configured = APISettings(
        user_settings=snippet.REST_FRAMEWORK,
        defaults=snippet.REST_FRAMEWORK,
        import_strings=list(snippet.REST_FRAMEWORK),
    )

    [authentication_class] = configured.DEFAULT_AUTHENTICATION_CLASSES
    assert authentication_class is authentication.Jwt2faAuthentication
    with override_settings(JWT2FA_AUTH=snippet.JWT2FA_AUTH):
        sender = api_settings.EMAIL_SENDER_FROM_ADDRESS
    assert sender == "Example <login@example.com>"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["get-code", "challenge", "auth", "refresh", "verify"])
def test_the_urls_lead_to_the_endpoints(name, client):
    with override_settings(ROOT_URLCONF=run(README, "urls.py")):
        path = reverse(name)

        assert path == f"/api/auth/{name}/"
        assert resolve(path)
        assert client.post(path).status_code == 400


def test_it_can_be_read_in_a_minute_or_two():
    words = re.findall(r"\w+", read(README))

    assert len(words) < 700
