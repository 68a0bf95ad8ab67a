import base64

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa import keys
from drf_jwt_2fa.keys import CodeTokenKeys, all_keys, current_keys
from drf_jwt_2fa.settings.derived_keys import (
    derive_code_extension_secret,
    derive_code_token_secret_key,
    derive_key,
)

# What an environment variable that is not set, or is empty, becomes on its way here.
NO_KEYS = [
    None,
    "",
    " ",
    "\t\n",
    "None",
    " None ",
    b"",
    b"  ",
    b"None",
    0,
    7,
    True,
    [],
    {},
]
NO_LISTS = ["text", b"bytes", None, 7, {"a": "b"}]
# No UTF-8: what `os.urandom` gives.
RANDOM = bytes(range(128, 192))


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


@pytest.mark.parametrize("value", NO_KEYS)
def test_no_key_is_made_of_a_fallback_that_is_none(settings, value):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = [value]
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY_FALLBACKS": [value]}

    assert all_keys() == [derived("new")]
    assert keys.derive_keys("any") == [derive_key("any", "new")]
    assert len(keys.derive_fernet_keys("any")) == 1


@pytest.mark.parametrize("values", NO_LISTS)
def test_no_key_is_made_of_each_letter_of_what_is_no_list(settings, values):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = values
    settings.JWT2FA_AUTH = {"CODE_TOKEN_SECRET_KEY_FALLBACKS": values}

    assert all_keys() == [derived("new")]
    assert keys.get_secret_keys() == [b"new"]


def test_a_key_after_one_that_is_none_counts(settings):
    settings.SECRET_KEY = "new"
    settings.SECRET_KEY_FALLBACKS = (None, "old")

    assert all_keys() == [derived("new"), derived("old")]


@pytest.mark.parametrize("value", NO_KEYS)
@pytest.mark.parametrize("name", ["CODE_TOKEN_SECRET_KEY", "CODE_EXTENSION_SECRET"])
def test_an_explicit_key_that_is_none_is_an_error(settings, name, value):
    settings.JWT2FA_AUTH = {name: value}

    for call in (current_keys, all_keys):
        with pytest.raises(ImproperlyConfigured, match=name):
            call()


@pytest.mark.parametrize("value", [" ", "None", b"  "])
def test_nothing_is_derived_from_a_secret_key_that_is_none(settings, value):
    settings.SECRET_KEY = value

    for call in (current_keys, all_keys, lambda: keys.derive_keys("any")):
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
            call()


def test_explicit_keys_need_no_secret_key(settings):
    settings.SECRET_KEY = " "
    settings.JWT2FA_AUTH = {
        "CODE_TOKEN_SECRET_KEY": "one",
        "CODE_EXTENSION_SECRET": "two",
    }

    assert current_keys() == CodeTokenKeys("one", "two")


def test_keys_of_bytes_that_are_no_text_serve_as_well(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = RANDOM, [RANDOM[::-1]]
    assert all_keys() == [derived(RANDOM), derived(RANDOM[::-1])]

    settings.JWT2FA_AUTH = {
        "CODE_TOKEN_SECRET_KEY": RANDOM,
        "CODE_EXTENSION_SECRET": RANDOM[1:],
        "CODE_TOKEN_SECRET_KEY_FALLBACKS": [RANDOM[2:]],
    }
    [current, before] = all_keys()
    assert (current.signing_key, before.signing_key) == (RANDOM, RANDOM[2:])
    assert current.extension_secret == before.extension_secret
    assert isinstance(current.extension_secret, str)
    assert current.space != before.space


def test_bytes_that_are_text_are_the_same_key(settings):
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "é".encode()}

    assert current_keys().extension_secret == "é"


def test_keys_for_fernet_are_such(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]

    new, old = keys.derive_fernet_keys("any")

    assert Fernet(new).encrypt(b"x") != Fernet(old).encrypt(b"x")
    derived_key = base64.b64decode(derive_key("any", "new") + "=")
    assert base64.urlsafe_b64decode(new) == derived_key


def test_each_purpose_has_a_key_of_its_own():
    assert len({*keys.derive_keys("one"), *keys.derive_keys("two")}) == 2


def test_what_is_stored_has_the_same_keys_for_each_tenant(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    stored = [derive_key("any", "new"), derive_key("any", "old")]
    assert keys.derive_stored_keys("any") == stored

    settings.JWT2FA_AUTH = {"TENANT": lambda: "one"}
    assert keys.derive_stored_keys("any") == stored


def test_the_secrets_that_extend_codes_are_told_once_each(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    secrets = [derive_code_extension_secret(key) for key in ("new", "old")]
    assert keys.get_extension_secrets() == secrets

    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "explicit"}
    assert keys.get_extension_secrets() == ["explicit"]


EXPLICIT = {
    "CODE_TOKEN_SECRET_KEY": "explicit",
    "CODE_EXTENSION_SECRET": "secret",
    "CODE_TOKEN_SECRET_KEY_FALLBACKS": ["before"],
}


@pytest.mark.parametrize("explicit", [{}, EXPLICIT])
def test_no_key_of_a_tenant_is_another_s(settings, explicit):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]

    def get_all(tenant):
        settings.JWT2FA_AUTH = {**explicit, **tenant}
        pairs = [(one.signing_key, one.extension_secret) for one in all_keys()]
        spaces = [one.space for one in all_keys()]
        derived = [*keys.derive_keys("any"), *keys.derive_fernet_keys("any")]
        return {*derived, *spaces, *(key for pair in pairs for key in pair)}

    nobody, one, other = (
        get_all({"TENANT": tenant} if tenant else {})
        for tenant in (None, lambda: "one", lambda: "other")
    )

    assert not nobody & one
    assert not nobody & other
    assert not one & other
    assert get_all({"TENANT": lambda: "one"}) == one


@pytest.mark.parametrize("name", [None, "", 0])
def test_a_tenant_without_a_name_is_an_error(settings, name):
    settings.JWT2FA_AUTH = {"TENANT": lambda: name}

    for call in (current_keys, all_keys, lambda: keys.derive_keys("any")):
        with pytest.raises(ImproperlyConfigured, match="TENANT"):
            call()
