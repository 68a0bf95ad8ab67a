"""The checks of the app; a table of the documentation lists them."""

import base64
import importlib.util

import pytest
from django.core.checks import run_checks
from rest_framework_simplejwt import settings as simple_jwt

from drf_jwt_2fa.enrollment.checks import configuration as checks
from drf_jwt_2fa.methods import Method

KEY = base64.b64encode(b"k" * 32).decode()
SENT = "drf_jwt_2fa.methods.CodeSender"
TOTP = "drf_jwt_2fa.enrollment.methods.TotpMethod"
RECOVERY = "drf_jwt_2fa.enrollment.methods.RecoveryCodeMethod"
FINE = {"METHODS": [TOTP, SENT], "AUTH_CLAIMS": True, "ENCRYPTION_KEYS": [KEY]}
NUMBERS = ("E013", "E014", "E020", "E023", "E024", "W011", "W106", "W107")


@pytest.fixture(autouse=True)
def _plain(settings):
    """A project without findings, but for what a test spoils."""
    settings.JWT2FA_AUTH = FINE
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True}


def spoil(settings, **changes):
    settings.JWT2FA_AUTH = {**FINE, **changes}


def find(*, deploy=False):
    return [
        one
        for one in run_checks(include_deployment_checks=deploy)
        if one.id in {f"drf_jwt_2fa.{number}" for number in NUMBERS}
    ]


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("", "of 0 bytes"),
        ("c2hvcnQ=", "of 5 bytes"),
        (KEY + "AAAA", "not base64"),
        ("no key", "not base64"),
        (7, "not base64"),
        (None, "not base64"),
        (" ", "not base64"),
    ],
)
def test_keys_that_are_none(settings, key, problem):
    spoil(settings, ENCRYPTION_KEYS=[KEY, key])

    [one] = find()
    assert one.id == "drf_jwt_2fa.E013"
    assert one.msg.startswith("Key 2 in ENCRYPTION_KEYS is ")
    assert problem in one.msg
    assert "openssl" in one.hint


def test_a_key_that_is_there_twice(settings):
    spoil(settings, ENCRYPTION_KEYS=[KEY, KEY])

    [one] = find()
    assert one.msg == "Key 2 in ENCRYPTION_KEYS is the same as another."


@pytest.mark.parametrize("keys", [None, "key", 7])
def test_what_is_no_list_is_left_to_another_check(settings, keys):
    spoil(settings, ENCRYPTION_KEYS=keys)

    assert find(deploy=True) == []


def test_keys_of_ones_own_are_fine(settings):
    spoil(settings, ENCRYPTION_KEYS=[KEY])

    assert find(deploy=True) == []


def test_derived_keys_are_for_development(settings):
    spoil(settings, ENCRYPTION_KEYS=[])

    assert find() == []
    [one] = find(deploy=True)
    assert one.id == "drf_jwt_2fa.W106"
    assert "rotate_2fa_keys" in one.hint


@pytest.mark.skipif(
    "CHECK_REVOKE_TOKEN" not in simple_jwt.DEFAULTS,
    reason="This release of Simple JWT has no CHECK_REVOKE_TOKEN",
)
def test_refresh_tokens_that_outlive_a_new_password(settings):
    settings.SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": False}

    assert find() == []
    [one] = find(deploy=True)
    assert one.id == "drf_jwt_2fa.W107"
    assert "CHECK_REVOKE_TOKEN" in one.hint


def test_without_the_app_they_do_not_matter(settings):
    settings.JWT2FA_AUTH = {}
    settings.SIMPLE_JWT = {}
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "drf_jwt_2fa.enrollment"
    ]

    assert find(deploy=True) == []


@pytest.mark.parametrize("missing", ["cryptography", "segno"])
def test_packages_that_are_missing(settings, monkeypatch, missing):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        checks.importlib.util,
        "find_spec",
        lambda name: None if name == missing else find_spec(name),
    )
    spoil(settings, ENCRYPTION_KEYS=["no key"])

    [one] = find()
    assert one.id == "drf_jwt_2fa.E014"
    assert missing in one.msg


@pytest.mark.parametrize("issuer", ["", "Example", "x" * 60, "Ä" * 30, "株" * 20])
def test_an_issuer_that_an_app_shows_as_it_is(settings, issuer):
    spoil(settings, TOTP_ISSUER=issuer)

    assert find() == []


@pytest.mark.parametrize("issuer", ["Example: Shop", ":", "urn:x"])
def test_an_issuer_with_a_colon(settings, issuer):
    spoil(settings, TOTP_ISSUER=issuer)

    [one] = find()
    assert one.id == "drf_jwt_2fa.E020"
    assert one.hint.startswith("Remove the colon")


@pytest.mark.parametrize("issuer", ["x" * 181, "Ä" * 31, "株" * 21, "\ud800" * 181])
def test_an_issuer_that_is_too_long(settings, issuer):
    spoil(settings, TOTP_ISSUER=issuer)

    [one] = find()
    assert one.id == "drf_jwt_2fa.W011"
    assert "20 Japanese" in one.hint


def test_an_issuer_that_is_no_string_is_left_to_another_check(settings):
    spoil(settings, TOTP_ISSUER=7)

    assert find() == []


@pytest.mark.parametrize("methods", [[SENT], [SENT, RECOVERY]])
def test_nothing_to_enrol(settings, methods):
    spoil(settings, METHODS=methods)

    [one] = find()
    assert one.id == "drf_jwt_2fa.E023"
    assert TOTP in one.hint


class Own(Method):
    name = "own"
    needs_enrollment = True


def test_a_method_of_ones_own_to_enrol(settings):
    spoil(settings, METHODS=[SENT, f"{__name__}.Own"])

    assert find() == []


@pytest.mark.parametrize("methods", [[SENT], [TOTP, SENT]])
def test_tokens_that_do_not_end_with_a_change(settings, methods):
    spoil(settings, METHODS=methods, AUTH_CLAIMS=False)

    [one] = [one for one in find() if one.id != "drf_jwt_2fa.E023"]
    assert one.id == "drf_jwt_2fa.E024"
    assert "AUTH_CLAIMS" in one.hint


def test_the_app_alone_is_an_error_with_both_hints(settings):
    settings.JWT2FA_AUTH = {}

    assert {one.id for one in find()} == {"drf_jwt_2fa.E023", "drf_jwt_2fa.E024"}


@pytest.mark.parametrize(
    ("methods", "number"), [([TOTP, SENT], "E017"), ([SENT], "E024")]
)
def test_tokens_without_claims_are_reported_once(settings, methods, number):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    spoil(settings, METHODS=methods, AUTH_CLAIMS=False)

    found = {one.id for one in run_checks()} & {"drf_jwt_2fa.E017", "drf_jwt_2fa.E024"}
    assert found == {f"drf_jwt_2fa.{number}"}


@pytest.mark.parametrize("value", [None, 7, "wrong", [None], [[]], [], {}])
@pytest.mark.parametrize("name", ["METHODS", "AUTH_CLAIMS", "ENCRYPTION_KEYS"])
def test_wrong_settings_are_left_to_other_checks(settings, name, value):
    spoil(settings, **{name: value})

    assert {one.id for one in find(deploy=True)} <= {
        "drf_jwt_2fa.E013",
        "drf_jwt_2fa.W106",
    }


def test_settings_that_are_no_dictionary_are_left_to_another_check(settings):
    settings.JWT2FA_AUTH = 7

    assert find(deploy=True) == []
