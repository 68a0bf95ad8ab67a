"""The checks of the settings of passkeys."""

import importlib.util

import pytest
from django.core.checks import run_checks
from django.urls import include, path

PASSKEY = "drf_jwt_2fa.enrollment.methods.PasskeyMethod"
SENT = "drf_jwt_2fa.methods.CodeSender"
FINE = {
    "METHODS": [PASSKEY, SENT],
    "AUTH_CLAIMS": True,
    "PASSKEY_RP_ID": "example.com",
}
NUMBERS = ("E028", "E029", "E030", "E031", "E032", "W014", "W110")
HASH = "android:apk-key-hash:" + "aB3_-" * 8 + "xyz"


@pytest.fixture(autouse=True)
def _plain(settings):
    """A project without findings, but for what a test spoils."""
    # Django registers the checks of the core only where the app is installed.
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    settings.JWT2FA_AUTH = FINE


def find(settings, **changes):
    settings.JWT2FA_AUTH = {**FINE, **changes}
    found = run_checks(include_deployment_checks=True)
    ids = {f"drf_jwt_2fa.{number}" for number in NUMBERS}
    return [one for one in found if one.id in ids]


def find_id(settings, **changes):
    [one] = find(settings, **changes)
    assert one.hint
    return one.id.partition(".")[2]


def test_a_project_without_faults(settings):
    assert find(settings) == []


def test_what_is_not_in_use_is_not_looked_at(settings):
    spoiled = {
        "PASSKEY_RP_ID": "https://example.com/",
        "PASSKEY_ORIGINS": ["http://example.com"],
        "PASSKEY_ALGORITHMS": [],
    }

    assert find(settings, METHODS=[SENT], **spoiled) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"METHODS": "text"}, "METHODS"),
        ({"PASSKEY_RP_ID": 7}, "PASSKEY_RP_ID"),
        ({"PASSKEY_ORIGINS": "https://example.com"}, "PASSKEY_ORIGINS"),
        ({"PASSKEY_ALGORITHMS": 7}, "PASSKEY_ALGORITHMS"),
        ({"PASSKEY_LOGIN": "yes"}, "PASSKEY_LOGIN"),
    ],
)
def test_wrong_types_are_reported_once(settings, changes, wrong):
    assert find(settings, **changes) == []

    reported = [one for one in run_checks() if one.id == "drf_jwt_2fa.E002"]
    assert [one.msg.split()[0] for one in reported] == [wrong]


def test_a_missing_package(settings, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *args: None if name == "fido2" else found(name, *args),
    )

    assert find_id(settings) == "E028"
    assert find(settings, METHODS=[SENT]) == []


@pytest.mark.parametrize(
    "rp_id",
    [
        None,
        "https://example.com",
        "example.com:8000",
        "example.com/",
        "Example.com",
        "example.com.",
        ".example.com",
        "com",
        "192.0.2.1",
        "[2001:db8::1]",
        "ex_ample.com",
        "-example.com",
        "",
        "b\u00fccher.example",
        "example.com\n",
    ],
)
def test_what_is_no_domain(settings, rp_id):
    assert find_id(settings, PASSKEY_RP_ID=rp_id) == "E029"


@pytest.mark.parametrize(
    "rp_id", ["example.com", "login.example.co.uk", "xn--bcher-kva.example", "1.fm"]
)
def test_what_is_a_domain(settings, rp_id):
    assert find(settings, PASSKEY_RP_ID=rp_id) == []


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.com",
        "https://example.com/",
        "https://example.com/login",
        "https://Example.com",
        "https://example.com:443",
        "https://*.example.com",
        "https://user@example.com",
        "https://example.com:port",
        "https://[::1",
        "https://192.0.2.1",
        "http://127.0.0.1:8000",
        "example.com",
        "",
        7,
        HASH[:-1],
        HASH + "=",
        "android:apk-key-hash:" + ":".join(["A1"] * 32),
    ],
)
def test_what_is_no_origin(settings, origin):
    settings.DEBUG = True
    assert find_id(settings, PASSKEY_ORIGINS=[origin]) == "E030"
    assert find_id(settings, PASSKEY_TOP_ORIGINS=[origin]) == "E030"


def test_a_fingerprint_in_hexadecimal_is_explained(settings):
    origin = "android:apk-key-hash:" + ":".join(["A1"] * 32)

    [one] = find(settings, PASSKEY_ORIGINS=[origin])
    assert "hexadecimal" in one.hint


def test_no_origins_at_all(settings):
    assert find_id(settings, PASSKEY_ORIGINS=[]) == "E030"


def test_an_app_is_no_page_with_a_frame(settings):
    assert find(settings, PASSKEY_ORIGINS=["https://example.com", HASH]) == []
    assert find_id(settings, PASSKEY_TOP_ORIGINS=[HASH]) == "E030"


def test_logins_by_passkey_alone_need_passkeys_and_claims(settings):
    assert find(settings, PASSKEY_LOGIN=True) == []
    assert find_id(settings, PASSKEY_LOGIN=True, METHODS=[SENT]) == "E031"
    assert find_id(settings, PASSKEY_LOGIN=True, AUTH_CLAIMS=False) == "E031"


@pytest.mark.parametrize("algorithms", [[], [-7, -65535], [7], ["ES256"]])
def test_algorithms_that_cannot_be_verified(settings, algorithms):
    assert find_id(settings, PASSKEY_ALGORITHMS=algorithms) == "E032"


def test_origins_elsewhere_must_be_published(settings):
    origins = ["https://login.example.com:8443", "https://example.org"]

    assert find_id(settings, PASSKEY_ORIGINS=origins) == "W014"
    assert find(settings, PASSKEY_ORIGINS=origins[:1]) == []
    settings.ROOT_URLCONF = Published
    assert find(settings, PASSKEY_ORIGINS=origins) == []


def test_a_domain_that_only_ends_alike_is_another_one(settings):
    assert find_id(settings, PASSKEY_ORIGINS=["https://notexample.com"]) == "W014"


class Published:
    """A URLconf with the well-known addresses."""

    urlpatterns = [path("", include("drf_jwt_2fa.enrollment.well_known_urls"))]


@pytest.mark.parametrize(
    "changes",
    [
        {"PASSKEY_RP_ID": "localhost", "PASSKEY_ORIGINS": ["http://localhost:8000"]},
        {"PASSKEY_RP_ID": "localhost"},
    ],
)
def test_localhost_is_for_developers(settings, changes):
    settings.DEBUG = False
    assert find_id(settings, **changes) == "W110"
    settings.DEBUG = True
    assert find(settings, **changes) == []
