"""The checks of the app; a table of the documentation lists them."""

import base64
import importlib.util

import pytest
from django.core.checks import run_checks

from drf_jwt_2fa.enrollment import checks

KEY = base64.b64encode(b"k" * 32).decode()


NUMBERS = ("E013", "E014", "E020", "W011", "W106")


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
    ],
)
def test_keys_that_are_none(settings, key, problem):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY, key]}

    [one] = find()
    assert one.id == "drf_jwt_2fa.E013"
    assert one.msg.startswith("Key 2 in ENCRYPTION_KEYS is ")
    assert problem in one.msg
    assert "openssl" in one.hint


def test_a_key_that_is_there_twice(settings):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY, KEY]}

    [one] = find()
    assert one.msg == "Key 2 in ENCRYPTION_KEYS is the same as another."


@pytest.mark.parametrize("keys", [None, "key", 7])
def test_what_is_no_list_is_left_to_another_check(settings, keys):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": keys}

    assert find(deploy=True) == []


def test_keys_of_ones_own_are_fine(settings):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": [KEY]}

    assert find(deploy=True) == []


def test_derived_keys_are_for_development(settings):
    assert find() == []
    [one] = find(deploy=True)
    assert one.id == "drf_jwt_2fa.W106"
    assert "rotate_2fa_keys" in one.hint


def test_without_the_app_they_do_not_matter(settings):
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
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": ["no key"]}

    [one] = find()
    assert one.id == "drf_jwt_2fa.E014"
    assert missing in one.msg


@pytest.mark.parametrize("issuer", ["", "Example", "x" * 60, "Ä" * 30, "株" * 20])
def test_an_issuer_that_an_app_shows_as_it_is(settings, issuer):
    settings.JWT2FA_AUTH = {"TOTP_ISSUER": issuer}

    assert find() == []


@pytest.mark.parametrize("issuer", ["Example: Shop", ":", "urn:x"])
def test_an_issuer_with_a_colon(settings, issuer):
    settings.JWT2FA_AUTH = {"TOTP_ISSUER": issuer}

    [one] = find()
    assert one.id == "drf_jwt_2fa.E020"
    assert one.hint.startswith("Remove the colon")


@pytest.mark.parametrize("issuer", ["x" * 181, "Ä" * 31, "株" * 21, "\ud800" * 181])
def test_an_issuer_that_is_too_long(settings, issuer):
    settings.JWT2FA_AUTH = {"TOTP_ISSUER": issuer}

    [one] = find()
    assert one.id == "drf_jwt_2fa.W011"
    assert "20 of Japanese" in one.hint


def test_an_issuer_that_is_no_string_is_left_to_another_check(settings):
    settings.JWT2FA_AUTH = {"TOTP_ISSUER": 7}

    assert find() == []
