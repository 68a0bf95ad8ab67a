"""Secrets at rest are worth nothing without the key, or in another row."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa.enrollment.store.encryption import (
    Sealed,
    SecretUnreadableError,
    get_keys,
    parse_key,
    seal,
    unseal,
)
from drf_jwt_2fa.methods import MethodUnavailableError

ONE, TWO = (base64.b64encode(bytes([n] * 32)).decode() for n in (255, 254))


def use_keys(settings, *keys):
    settings.JWT2FA_AUTH = {"ENCRYPTION_KEYS": keys}


@pytest.mark.parametrize("keys", [(), (ONE,), (TWO, ONE)])
def test_a_secret_comes_back(settings, keys):
    use_keys(settings, *keys)
    sealed = seal(b"secret", "totp", 1)

    assert unseal(sealed, "totp", 1) == b"secret"
    assert sealed.key_id == get_keys()[0].id
    assert b"secret" not in base64.b64decode(sealed.secret)


def test_the_same_secret_is_never_encrypted_to_the_same():
    assert seal(b"secret", "totp", 1).secret != seal(b"secret", "totp", 1).secret


@pytest.mark.parametrize(("purpose", "user_pk"), [("totp", 2), ("pending totp", 1)])
def test_in_another_row_it_cannot_be_opened(purpose, user_pk, caplog):
    sealed = seal(b"secret", "totp", 1)

    with pytest.raises(SecretUnreadableError):
        unseal(sealed, purpose, user_pk)
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert record.getMessage() == (
        f"The secret for {purpose} of user {user_pk} cannot be decrypted with key"
        f" {sealed.key_id}"
    )


@pytest.mark.parametrize("change", [lambda s: "", lambda s: "AAAA", lambda s: "#" + s])
def test_what_was_altered_cannot_be_opened(change):
    sealed = seal(b"secret", "totp", 1)

    with pytest.raises(SecretUnreadableError):
        unseal(Sealed(change(sealed.secret), sealed.key_id), "totp", 1)


def test_every_bit_counts():
    sealed = seal(b"s", "totp", 1)
    data = base64.b64decode(sealed.secret)

    for position in range(len(data)):
        altered = bytearray(data)
        altered[position] ^= 1
        secret = base64.b64encode(altered).decode()
        with pytest.raises(SecretUnreadableError):
            unseal(Sealed(secret, sealed.key_id), "totp", 1)


def test_the_ring_decrypts_with_all_keys_and_encrypts_with_the_first(settings):
    use_keys(settings, ONE)
    old = seal(b"secret", "totp", 1)
    use_keys(settings, TWO, ONE)

    assert unseal(old, "totp", 1) == b"secret"
    assert seal(b"secret", "totp", 1).key_id != old.key_id


def test_a_key_that_is_gone_opens_nothing(settings):
    use_keys(settings, ONE)
    old = seal(b"secret", "totp", 1)
    use_keys(settings, TWO)

    with pytest.raises(MethodUnavailableError):
        unseal(old, "totp", 1)


def test_what_the_derived_key_encrypted_is_read_under_keys_of_ones_own(settings):
    old = seal(b"secret", "totp", 1)
    use_keys(settings, ONE)

    assert unseal(old, "totp", 1) == b"secret"


def test_another_secret_key_needs_the_fallback(settings):
    old = seal(b"secret", "totp", 1)
    before = settings.SECRET_KEY
    settings.SECRET_KEY = b"another one, in bytes"
    with pytest.raises(SecretUnreadableError):
        unseal(old, "totp", 1)

    settings.SECRET_KEY_FALLBACKS = [before]
    assert unseal(old, "totp", 1) == b"secret"


def test_the_id_of_a_key_is_the_beginning_of_its_digest(settings):
    use_keys(settings, ONE)

    key = get_keys()[0]
    assert key.id == "af9613760f72635fbdb44a5a0a63c39f"[:8]
    assert "material" not in repr(key)


def test_either_alphabet_will_do():
    assert parse_key(ONE) == parse_key(ONE.replace("/", "_")) == b"\xff" * 32


@pytest.mark.parametrize("key", ["c2hvcnQ=", "not base64!", ONE + "====", None, 7])
def test_what_is_no_key_is_an_error_that_does_not_show_it(settings, key):
    use_keys(settings, key)

    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS") as caught:
        get_keys()
    assert str(key) not in str(caught.value)
