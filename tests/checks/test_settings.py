"""Settings that cannot work."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext_lazy


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("CODE_LENGHT", "Did you mean 'CODE_LENGTH'?"),
        ("code_sender", "Remove it."),
        ("", "Remove it."),
        (7, "Remove it."),
    ],
)
def test_an_unknown_setting(project, find, name, hint):
    project.JWT2FA_AUTH[name] = 1

    [one] = find()
    assert (one.id, one.hint) == ("drf_jwt_2fa.E001", hint)
    assert repr(name) in one.msg


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("CODE_LENGTH", "7", "a whole number"),
        ("CODE_LENGTH", True, "a whole number"),
        ("CODE_LENGTH", None, "a whole number"),
        ("CODE_CHARACTERS", 10, "a string"),
        ("CODE_TOKEN_SECRET_KEY", 7, "text or bytes"),
        ("CODE_EXTENSION_SECRET", ["x" * 32], "text or bytes"),
        ("CODE_TOKEN_SECRET_KEY_FALLBACKS", "x", "a list or tuple of keys"),
        ("ENCRYPTION_KEYS", None, "a list or tuple of strings"),
        ("ENCRYPTION_KEYS", "x", "a list or tuple of strings"),
        ("CODE_EXPIRATION_TIME", 300, "a timedelta"),
        ("MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN", 5.0, "a whole number or None"),
        ("CODE_TOKEN_THROTTLE_RATE", 12, "a rate such as '12/3h' or None"),
        ("REQUIRE_KNOWN_CODE_TOKENS", 1, "True or False"),
        ("CACHE_ALIAS", None, "a string"),
        ("CODE_SENDER", 7, "a callable or its dotted path"),
        ("EMAIL_SENDER_BODY_OVERRIDE", b"{code}", "a string or None"),
    ],
)
def test_a_value_of_a_wrong_type(project, find, name, value, wanted):
    project.JWT2FA_AUTH[name] = value

    [one] = find()
    assert one.id == "drf_jwt_2fa.E002"
    assert name in one.msg
    assert one.hint.startswith(f"Make it {wanted}. ")


@pytest.mark.parametrize("value", [["CODE_LENGTH"], "CODE_LENGTH", 7])
def test_settings_that_are_no_dictionary(project, found_ids, value):
    project.JWT2FA_AUTH = value

    assert "E002" in found_ids()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("CODE_LENGTH", 0, "at least 1"),
        ("CODE_LENGTH", 65, "at most 64"),
        ("CODE_CHARACTERS", "", "not empty"),
        ("CODE_EXPIRATION_TIME", timedelta(0), "at least 1 seconds"),
        ("CODE_EXPIRATION_TIME", timedelta(days=365, seconds=1), "at most 365 days"),
        ("CODE_EXPIRATION_TIME", timedelta.max, "at most 365 days"),
        ("CODE_TOKEN_JTI_BYTES", 8, "at least 16"),
        ("CODE_TOKEN_THROTTLE_RATE", "12", "written like '5/m' or '12/3h'"),
        ("CODE_TOKEN_THROTTLE_RATE", "0/h", "a rate of at least one"),
        ("AUTH_TOKEN_RETRY_WAIT_TIME", timedelta(seconds=-1), "at least 0 seconds"),
        ("MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN", 0, "at least 1"),
        ("MAX_ACTIVE_CODE_TOKENS_PER_USER", 0, "at least 1"),
        ("MAX_UNREDEEMED_CODE_TOKENS_PER_USER", "0/d", "a rate of at least one"),
        ("RESEND_WAIT_TIME", timedelta(seconds=-1), "at least 0 seconds"),
    ],
)
def test_a_value_out_of_range(project, find, name, value, wanted):
    project.JWT2FA_AUTH[name] = value

    [one] = find()
    assert one.id == "drf_jwt_2fa.E003"
    assert name in one.msg
    assert wanted in one.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_TOKEN_RETRY_WAIT_TIME", timedelta(0)),
        ("CODE_TOKEN_THROTTLE_RATE", None),
        ("MAX_ACTIVE_CODE_TOKENS_PER_USER", None),
        ("CODE_CHARACTERS", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
        ("CODE_LENGTH", 6),
        ("CODE_TOKEN_SECRET_KEY_FALLBACKS", ["an older key", b"\xff"]),
        ("CODE_TOKEN_SECRET_KEY", b"\xff" * 32),
        ("CODE_EXTENSION_SECRET", b"\xff" * 32),
        ("AUTHENTICATION_CLASSES", None),
        (
            "AUTHENTICATION_CLASSES",
            ["drf_jwt_2fa.authentication.Jwt2faAuthentication"],
        ),
        ("EMAIL_SENDER_SUBJECT_OVERRIDE", gettext_lazy("Your code: {code}")),
        ("EMAIL_SENDER_SUBJECT_OVERRIDE", "Your code"),
        ("EMAIL_SENDER_BODY_OVERRIDE", "It is in the subject. { braces } are fine"),
        ("CODE_SENDER", print),
        ("USER_LANGUAGE", None),
        ("USER_LANGUAGE", "builtins.str"),
    ],
)
def test_values_that_are_fine(project, found_ids, name, value):
    project.JWT2FA_AUTH[name] = value

    assert found_ids() == []


@pytest.mark.parametrize(
    ("sender", "message"),
    [
        ("nowhere.to_be_found", "No module named 'nowhere'"),
        ("drf_jwt_2fa.sending.fax", "fax"),
        ("no_dots", "no_dots"),
        ("drf_jwt_2fa.sending.logger", "CODE_SENDER is not callable."),
        (f"{__name__}.nothing", "cannot be imported"),
    ],
)
def test_a_sender_that_cannot_be_used(project, find, sender, message):
    project.JWT2FA_AUTH["CODE_SENDER"] = sender

    [one] = find()
    assert one.id == "drf_jwt_2fa.E004"
    assert message in one.msg


def test_a_tenant_that_cannot_be_imported(project, find):
    project.JWT2FA_AUTH["TENANT"] = "tenants.get_name"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E004"
    assert one.msg.startswith("TENANT cannot be imported")


def test_a_language_of_users_that_cannot_be_told(project, find):
    project.JWT2FA_AUTH["USER_LANGUAGE"] = "users.get_language"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E004"
    assert one.msg.startswith("USER_LANGUAGE cannot be imported")
    assert "`(user)`" in one.hint


@pytest.mark.parametrize(
    ("texts", "messages"),
    [
        ({"BODY": "Your code: {kode} {code}"}, ["{kode}"]),
        ({"BODY": "{code!r} and {code}"}, ["{code!r}"]),
        ({"BODY": "{} {code}"}, ["{}"]),
        ({"SUBJECT": gettext_lazy("{Code}, {code}")}, ["{Code}"]),
        ({"SUBJECT": "{code}\nBcc: everybody@example.com"}, ["more than one line"]),
        ({"SUBJECT": "Your code", "BODY": "Find it"}, ["Neither the subject nor"]),
    ],
)
def test_texts_that_are_not_as_they_were_meant(project, find, texts, messages):
    for name, text in texts.items():
        project.JWT2FA_AUTH[f"EMAIL_SENDER_{name}_OVERRIDE"] = text

    found = find()
    assert {one.id for one in found} == {"drf_jwt_2fa.E005"}
    assert len(found) == len(messages)
    assert all(text in one.msg for text, one in zip(messages, found, strict=True))


@pytest.mark.parametrize("name", ["TOTP_ISSUER_NAME", "TOTP_ENCRYPTION_KEY"])
def test_names_of_2_0_that_are_read_are_no_mistake(project, find, name):
    project.JWT2FA_AUTH[name] = "Example"

    assert find() == []
