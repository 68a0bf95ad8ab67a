import base64
import hashlib
import hmac

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher
from django.core.exceptions import ImproperlyConfigured

from drf_jwt_2fa import hashers
from drf_jwt_2fa.hashers import (
    KeyedCodeHasher,
    KeyedRecoveryCodeHasher,
    check_code,
    hash_code,
)
from drf_jwt_2fa.keys import current_keys, get_extension_secrets
from drf_jwt_2fa.settings.derived_keys import derive_key
from drf_jwt_2fa.token_manager import CodeTokenManager

KEYED = "drf_jwt_2fa.hashers.KeyedCodeHasher"
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


class ReversingHasher(MD5PasswordHasher):
    """Somebody's own, which Django does not know."""

    algorithm = "reversing"


OWN = f"{__name__}.ReversingHasher"


@pytest.fixture(autouse=True)
def password_hashers(settings):
    settings.PASSWORD_HASHERS = [PBKDF2, MD5]


def set_hasher(settings, hasher):
    settings.JWT2FA_AUTH = {"CODE_HASHER": hasher}


@pytest.mark.parametrize(
    ("hasher", "algorithm"),
    [
        (None, "pbkdf2_sha256"),
        ("pbkdf2_sha256", "pbkdf2_sha256"),
        ("md5", "md5"),
        (MD5, "md5"),
        (MD5PasswordHasher, "md5"),
        (KEYED, "keyed_hmac_sha256"),
        (ReversingHasher, "reversing"),
    ],
)
def test_the_setting_says_what_hashes_a_code(settings, hasher, algorithm):
    set_hasher(settings, hasher)

    encoded = hash_code("1234567")

    assert encoded.startswith(f"{algorithm}$")
    assert check_code("1234567", encoded)
    assert not check_code("1234568", encoded)


@pytest.mark.parametrize("hasher", [None, "pbkdf2_sha256"])
def test_a_hash_by_the_default_is_one_of_djangos(settings, hasher):
    set_hasher(settings, hasher)

    assert identify_hasher(hash_code("1234567")).algorithm == "pbkdf2_sha256"


@pytest.mark.parametrize("before", [None, "md5", KEYED, KeyedCodeHasher])
@pytest.mark.parametrize(
    "after", [None, "md5", KEYED, "pbkdf2_sha256", ReversingHasher]
)
def test_hashes_outlive_a_change_of_the_setting(settings, before, after):
    set_hasher(settings, before)
    encoded = hash_code("1234567")
    set_hasher(settings, after)

    assert check_code("1234567", encoded)
    assert not check_code("1234568", encoded)


@pytest.mark.parametrize("hasher", ["argon3", "nowhere.Hasher", f"{__name__}.Nothing"])
def test_an_unknown_hasher_names_the_setting(settings, hasher):
    set_hasher(settings, hasher)

    with pytest.raises(ImproperlyConfigured, match="CODE_HASHER"):
        hash_code("1234567")
    with pytest.raises(ImproperlyConfigured, match="CODE_HASHER"):
        check_code("1234567", "md5$salt$hash")


def test_keyed_hashes_have_the_form_of_djangos_and_a_salt_of_their_own():
    hasher = KeyedCodeHasher()
    one, another = (hasher.encode("1234567", hasher.salt()) for _ in range(2))

    assert one != another
    algorithm, salt, digest = one.split("$")
    assert (algorithm, len(digest)) == ("keyed_hmac_sha256", 44)
    assert len(salt) >= 12
    assert hasher.decode(one) == {"algorithm": algorithm, "salt": salt, "hash": digest}


def test_a_keyed_hash_is_hmac_sha256_under_the_secret(settings):
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "secret"}

    # printf %s 'keyed_hmac_sha256$salt$1234567' |
    #     openssl dgst -sha256 -hmac secret -binary | base64
    expected = "VCWzlgOuDL2aRJ3lFRnYZZwwqT017yBo6iGvtdgzj5M="
    encoded = KeyedCodeHasher().encode("1234567", "salt")
    assert encoded == f"keyed_hmac_sha256$salt${expected}"


def test_guessing_at_a_keyed_hash_needs_the_key(settings):
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "one"}
    encoded = KeyedCodeHasher().encode("1234567", "salt")
    settings.JWT2FA_AUTH = {"CODE_EXTENSION_SECRET": "another"}

    assert not KeyedCodeHasher().verify("1234567", encoded)


@pytest.mark.parametrize("part", range(3))
def test_every_part_of_a_keyed_hash_counts(part):
    hasher = KeyedCodeHasher()
    parts = hasher.encode("1234567", "salt").split("$")
    parts[part] = parts[part].swapcase()
    forged = "$".join(parts)

    if part == 0:
        with pytest.raises(ValueError, match="Not a hash by"):
            hasher.verify("1234567", forged)
    else:
        assert not hasher.verify("1234567", forged)


def test_a_summary_shows_no_hash():
    hasher = KeyedCodeHasher()
    encoded = hasher.encode("1234567", "saltsaltsalt")

    summary = hasher.safe_summary(encoded)

    assert encoded.rpartition("$")[2] not in summary.values()
    assert "saltsaltsalt" not in summary.values()
    assert not hasher.must_update(encoded)


def test_a_login_with_keyed_codes_hashes_nothing_else(settings, monkeypatch, cache):
    def refuse(*args, **kwargs):
        raise AssertionError("a slow hash")

    set_hasher(settings, KEYED)
    monkeypatch.setattr(hashers, "check_password", refuse)
    monkeypatch.setattr(
        "django.contrib.auth.hashers.PBKDF2PasswordHasher.encode", refuse
    )
    manager = CodeTokenManager()
    manager.generate_verification_code = lambda: "1234567"
    manager.send_verification_code = lambda user, code: None
    user = type("Ann", (), {"pk": 17, "email": "ann@example.com"})()

    token = manager.create_code_token(user)

    assert manager.check_code_token_and_code(token, "1234567") == 17


def test_keyed_codes_survive_a_rotation_of_the_secret_key(settings, cache):
    set_hasher(settings, KEYED)
    settings.SECRET_KEY = "old" * 20
    manager = CodeTokenManager()
    manager.generate_verification_code = lambda: "1234567"
    manager.send_verification_code = lambda user, code: None
    user = type("Ann", (), {"pk": 17, "email": "ann@example.com"})()
    token = manager.create_code_token(user)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]

    assert manager.check_code_token_and_code(token, "1234567") == 17


@pytest.fixture
def recovery(settings):
    settings.SECRET_KEY = "old" * 20
    return KeyedRecoveryCodeHasher()


def test_a_recovery_code_is_hashed_with_hmac_sha256_under_a_key_of_its_own(recovery):
    encoded = recovery.encode("7K3P0Q2ZM8VT00001", "salt")

    key = derive_key("recovery-code", "old" * 20)
    key_id = hashlib.sha256(key.encode()).hexdigest()[:8]
    salt = f"keyed_recovery_hmac_sha256${key_id}.salt$"
    message = f"{salt}7K3P0Q2ZM8VT00001".encode()
    digest = base64.b64encode(hmac.digest(key.encode(), message, "sha256")).decode()
    assert encoded == f"{salt}{digest}"
    assert recovery.get_prefix() == f"keyed_recovery_hmac_sha256${key_id}."
    # What keys code tokens keys nothing else.
    assert key not in (*get_extension_secrets(), current_keys().signing_key)


def test_a_recovery_code_is_checked_under_the_key_that_its_hash_names(
    recovery, settings
):
    encoded = recovery.encode("code", "salt")
    settings.SECRET_KEY = "new" * 20
    assert not recovery.has_key(encoded)
    assert not recovery.verify("code", encoded)

    settings.SECRET_KEY_FALLBACKS = ["old" * 20]
    assert recovery.has_key(encoded)
    assert recovery.verify("code", encoded)
    assert not recovery.verify("other", encoded)
    assert not encoded.startswith(recovery.get_prefix())


@pytest.mark.parametrize("part", range(3))
def test_every_part_of_the_hash_of_a_recovery_code_counts(recovery, part):
    parts = recovery.encode("code", "saltSALT").split("$")
    parts[part] = parts[part].swapcase()
    forged = "$".join(parts)

    if part == 0:
        with pytest.raises(ValueError, match="Not a hash by"):
            recovery.verify("code", forged)
    else:
        assert not recovery.verify("code", forged)
