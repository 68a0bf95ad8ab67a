"""The contract of `drf_jwt_2fa.settings`."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from drf_jwt_2fa.sending import send_verification_code_via_email
from drf_jwt_2fa.settings import DEFAULTS, IMPORT_STRINGS, api_settings
from drf_jwt_2fa.token_manager import CodeTokenManager
from drf_jwt_2fa.utils import hash_string

PLAIN_DEFAULTS = {
    "CODE_LENGTH": 7,
    "CODE_CHARACTERS": "0123456789",
    "CODE_EXPIRATION_TIME": timedelta(minutes=5),
    "CODE_TOKEN_JTI_BYTES": 16,
    "CODE_TOKEN_THROTTLE_RATE": "12/3h",
    "AUTH_TOKEN_RETRY_WAIT_TIME": timedelta(seconds=2),
    "MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN": 5,
    "MAX_ACTIVE_CODE_TOKENS_PER_USER": 3,
    "AUTH_RESULT_ACCESS_TOKEN_KEY": "access",
    "AUTH_RESULT_REFRESH_TOKEN_KEY": "refresh",
    "AUTH_RESULT_OTHER_TOKEN_KEY": "token",
    "EMAIL_SENDER_SUBJECT_OVERRIDE": None,
    "EMAIL_SENDER_BODY_OVERRIDE": None,
}


def my_sender(user, code):
    """Nothing: it only has to be found."""


@pytest.fixture(autouse=True)
def _settings_reloaded_afterwards():
    yield
    api_settings.reload()


def derived(secret_key):
    return {
        "CODE_TOKEN_SECRET_KEY": hash_string("2fa-code-" + secret_key),
        "CODE_EXTENSION_SECRET": hash_string("2fa-ext-" + secret_key),
    }


@pytest.mark.parametrize(("name", "value"), PLAIN_DEFAULTS.items())
def test_a_setting_has_the_default_of_the_contract(name, value):
    assert getattr(api_settings, name) == value
    assert DEFAULTS[name] == value


def test_the_secrets_are_derived_from_the_secret_key():
    for name, value in derived(django_settings.SECRET_KEY).items():
        assert getattr(api_settings, name) == value
        assert DEFAULTS[name] == value


def test_the_two_derived_secrets_differ():
    assert api_settings.CODE_TOKEN_SECRET_KEY != api_settings.CODE_EXTENSION_SECRET


def test_the_derived_secrets_follow_a_changed_secret_key():
    with override_settings(SECRET_KEY="another key of the same project"):
        for name, value in derived("another key of the same project").items():
            assert getattr(api_settings, name) == value
            assert DEFAULTS[name] == value


def test_the_default_sender_is_the_mail_sender():
    assert DEFAULTS["CODE_SENDER"] == (
        "drf_jwt_2fa.sending.send_verification_code_via_email"
    )
    assert api_settings.CODE_SENDER is send_verification_code_via_email


def test_the_default_address_is_djangos():
    assert api_settings.EMAIL_SENDER_FROM_ADDRESS == "noreply@example.com"
    assert DEFAULTS["EMAIL_SENDER_FROM_ADDRESS"] == "noreply@example.com"


def test_the_default_address_follows_djangos_setting():
    with override_settings(DEFAULT_FROM_EMAIL="other@example.com"):
        assert api_settings.EMAIL_SENDER_FROM_ADDRESS == "other@example.com"


def test_defaults_is_a_mapping_with_every_setting():
    names = {*PLAIN_DEFAULTS, *derived(""), "CODE_SENDER", "EMAIL_SENDER_FROM_ADDRESS"}
    assert isinstance(DEFAULTS, Mapping)
    assert names <= set(DEFAULTS)
    assert names <= set(DEFAULTS.keys())
    assert names <= {name for name, _ in DEFAULTS.items()}
    assert len(DEFAULTS) == len(list(DEFAULTS))
    assert {**DEFAULTS, "CODE_LENGTH": 4}["CODE_LENGTH"] == 4
    assert dict(DEFAULTS)["CODE_LENGTH"] == 7
    assert DEFAULTS.get("NO_SUCH_SETTING") is None


def test_the_sender_is_an_import_string():
    assert "CODE_SENDER" in IMPORT_STRINGS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CODE_LENGTH", 4),
        ("CODE_CHARACTERS", "ab"),
        ("CODE_TOKEN_SECRET_KEY", "a key of forty-some characters, made by hand"),
        ("CODE_EXTENSION_SECRET", "pepper"),
        ("CODE_EXPIRATION_TIME", timedelta(minutes=1)),
        ("CODE_TOKEN_JTI_BYTES", 20),
        ("CODE_TOKEN_THROTTLE_RATE", None),
        ("AUTH_TOKEN_RETRY_WAIT_TIME", timedelta(seconds=9)),
        ("MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN", None),
        ("MAX_ACTIVE_CODE_TOKENS_PER_USER", None),
        ("AUTH_RESULT_ACCESS_TOKEN_KEY", "a"),
        ("AUTH_RESULT_REFRESH_TOKEN_KEY", "r"),
        ("AUTH_RESULT_OTHER_TOKEN_KEY", "o"),
        ("CODE_SENDER", my_sender),
        ("EMAIL_SENDER_FROM_ADDRESS", "login@example.com"),
        ("EMAIL_SENDER_SUBJECT_OVERRIDE", "{code}"),
        ("EMAIL_SENDER_BODY_OVERRIDE", "{code}"),
    ],
)
def test_every_setting_can_be_overridden_with_no_call_at_all(name, value):
    before = getattr(api_settings, name)
    with override_settings(JWT2FA_AUTH={name: value}):
        assert getattr(api_settings, name) == value
    assert getattr(api_settings, name) == before


def test_the_sender_can_be_named_by_a_dotted_path():
    with override_settings(JWT2FA_AUTH={"CODE_SENDER": f"{__name__}.my_sender"}):
        assert api_settings.CODE_SENDER is my_sender


def test_a_key_that_is_not_set_keeps_its_default():
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 4}):
        assert api_settings.CODE_CHARACTERS == "0123456789"


def test_overrides_can_be_nested():
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 4}):
        with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 5}):
            assert api_settings.CODE_LENGTH == 5
        assert api_settings.CODE_LENGTH == 4
    assert api_settings.CODE_LENGTH == 7


def test_a_reload_makes_a_setting_count_that_was_changed_without_a_signal(monkeypatch):
    assert api_settings.CODE_LENGTH == 7
    monkeypatch.setattr(
        django_settings, "JWT2FA_AUTH", {"CODE_LENGTH": 4}, raising=False
    )
    api_settings.reload()
    assert api_settings.CODE_LENGTH == 4


def test_a_reload_makes_a_setting_count_that_was_changed_in_place():
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 4}):
        assert api_settings.CODE_LENGTH == 4
        django_settings.JWT2FA_AUTH["CODE_LENGTH"] = 5
        api_settings.reload()
        assert api_settings.CODE_LENGTH == 5


def test_a_reload_when_nothing_changed_does_nothing():
    api_settings.reload()
    api_settings.reload()
    assert api_settings.CODE_LENGTH == 7


def test_a_test_suite_may_assign_the_user_settings_after_a_reload():
    assert api_settings.CODE_LENGTH == 7
    api_settings.reload()
    api_settings._user_settings = {"CODE_LENGTH": 4}
    assert api_settings.CODE_LENGTH == 4
    assert api_settings.CODE_CHARACTERS == "0123456789"


def test_assigned_user_settings_hold_until_the_next_reload():
    api_settings.reload()
    api_settings._user_settings = {"CODE_LENGTH": 4}
    assert [api_settings.CODE_LENGTH for _ in range(3)] == [4, 4, 4]
    api_settings.reload()
    assert api_settings.CODE_LENGTH == 7


def test_user_settings_can_be_assigned_again_after_each_reload():
    for length in (4, 5, 6):
        api_settings.reload()
        api_settings._user_settings = {"CODE_LENGTH": length}
        assert api_settings.CODE_LENGTH == length


def test_assigned_user_settings_win_over_those_of_django():
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 4, "CODE_CHARACTERS": "ab"}):
        api_settings.reload()
        api_settings._user_settings = {"CODE_LENGTH": 5}
        assert api_settings.CODE_LENGTH == 5
        assert api_settings.CODE_CHARACTERS == "0123456789"
        api_settings.reload()
        assert api_settings.CODE_LENGTH == 4
        assert api_settings.CODE_CHARACTERS == "ab"


def test_a_sender_in_assigned_user_settings_may_be_a_dotted_path():
    api_settings.reload()
    api_settings._user_settings = {"CODE_SENDER": f"{__name__}.my_sender"}
    assert api_settings.CODE_SENDER is my_sender


def test_assigned_user_settings_count_for_code_tokens():
    codes = []
    api_settings.reload()
    api_settings._user_settings = {
        "CODE_LENGTH": 3,
        "CODE_CHARACTERS": "x",
        "CODE_SENDER": lambda user, code: codes.append(code),
    }
    code = CodeTokenManager().generate_verification_code()
    assert code == "xxx"


def test_an_override_counts_even_if_another_test_left_assigned_user_settings():
    api_settings.reload()
    api_settings._user_settings = {"CODE_LENGTH": 4}
    assert api_settings.CODE_LENGTH == 4
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 9}):
        assert api_settings.CODE_LENGTH == 9


def test_overriding_another_setting_does_no_harm():
    with override_settings(JWT2FA_AUTH={"CODE_LENGTH": 4}):
        with override_settings(USE_TZ=False, DEBUG=True):
            assert api_settings.CODE_LENGTH == 4
        assert api_settings.CODE_LENGTH == 4
