from drf_jwt_2fa.keys import CodeTokenKeys, all_keys, current_keys, use_keys
from drf_jwt_2fa.settings import (
    derive_code_extension_secret,
    derive_code_token_secret_key,
)


def derived(secret_key):
    return CodeTokenKeys(
        derive_code_token_secret_key(secret_key),
        derive_code_extension_secret(secret_key),
    )


def test_keys_are_derived_from_the_secret_key(settings):
    settings.SECRET_KEY = "new"

    assert current_keys() == derived("new")
    assert all_keys() == [derived("new")]


def test_every_fallback_has_the_keys_it_had_when_it_was_current(settings):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = ["old", "oldest"]

    assert all_keys() == [derived("new"), derived("old"), derived("oldest")]


def test_an_explicit_key_has_its_own_fallbacks(settings):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = ["old"]
    settings.JWT2FA_AUTH = {
        "CODE_TOKEN_SECRET_KEY": "explicit",
        "CODE_TOKEN_SECRET_KEY_FALLBACKS": ["before"],
    }
    secret = derive_code_extension_secret("new")

    assert all_keys() == [
        CodeTokenKeys("explicit", secret),
        CodeTokenKeys("before", secret),
    ]


def test_an_explicit_extension_secret_goes_with_every_key(settings):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = ["old"]
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "explicit"}

    assert all_keys() == [
        CodeTokenKeys(derive_code_token_secret_key("new"), "explicit"),
        CodeTokenKeys(derive_code_token_secret_key("old"), "explicit"),
    ]


def test_keys_are_not_shown():
    assert repr(CodeTokenKeys("one secret", "another")) == "CodeTokenKeys()"


def test_other_keys_can_be_used_for_a_while(settings):
    settings.SECRET_KEY = "new"

    with use_keys(derived("old")):
        assert current_keys() == derived("old")

    assert current_keys() == derived("new")
