"""The documents at well-known addresses."""

import pytest
from django.urls import include, path
from testproject.passkeys import SETTINGS


class Urls:
    urlpatterns = [path("", include("drf_jwt_2fa.enrollment.well_known_urls"))]


@pytest.fixture(autouse=True)
def _with_passkeys(settings):
    settings.JWT2FA_AUTH = SETTINGS
    settings.ROOT_URLCONF = Urls


def test_related_origins_are_those_of_the_web(client, configure):
    app = "android:apk-key-hash:" + "A" * 43
    configure(PASSKEY_ORIGINS=["https://example.com", "https://example.org", app])

    response = client.get("/.well-known/webauthn")

    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=600"
    assert response.json() == {
        "origins": ["https://example.com", "https://example.org"]
    }


def test_the_pages_where_passkeys_are_managed(client, configure):
    assert client.get("/.well-known/passkey-endpoints").json() == {}

    pages = {
        "enroll": "https://example.com/passkeys/new",
        "manage": "https://example.com/passkeys",
    }
    configure(PASSKEY_ENROLL_URL=pages["enroll"], PASSKEY_MANAGE_URL=pages["manage"])

    response = client.get("/.well-known/passkey-endpoints")
    assert response.json() == pages
    assert response["Cache-Control"] == "public, max-age=600"


@pytest.mark.parametrize("name", ["webauthn", "passkey-endpoints"])
def test_a_project_without_passkeys_has_none(client, configure, name):
    configure(METHODS=SETTINGS["METHODS"][1:])

    assert client.get(f"/.well-known/{name}").status_code == 404


@pytest.mark.parametrize("name", ["webauthn", "passkey-endpoints"])
def test_they_can_only_be_read(client, name):
    assert client.head(f"/.well-known/{name}").status_code == 200
    assert client.post(f"/.well-known/{name}").status_code == 405
