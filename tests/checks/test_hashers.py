"""Hashers that are fast, missing, or for codes only."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from drf_jwt_2fa.hashers import KeyedCodeHasher


def test_a_hasher_that_is_too_fast(project, found_ids):
    project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    assert found_ids() == ["W101"]
    assert found_ids(deploy=False) == []


def test_hashers_that_do_not_exist_are_not_ours_to_report(project, found_ids):
    project.PASSWORD_HASHERS = ["nowhere.Hasher"]

    assert found_ids() == []


@pytest.mark.parametrize(
    "hasher", ["md5", "django.contrib.auth.hashers.MD5PasswordHasher"]
)
def test_a_hasher_of_codes_that_is_too_fast(project, find, hasher):
    project.PASSWORD_HASHERS += ["django.contrib.auth.hashers.MD5PasswordHasher"]
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    [one] = find()
    assert one.id == "drf_jwt_2fa.W101"
    assert one.msg.startswith("MD5PasswordHasher, which is fast")
    assert one.msg.endswith(" is the hasher of codes.")


def test_a_hasher_of_recovery_codes_that_is_too_fast(project, find):
    project.PASSWORD_HASHERS += ["django.contrib.auth.hashers.MD5PasswordHasher"]
    project.JWT2FA_AUTH["RECOVERY_CODE_HASHER"] = "md5"

    [one] = find()
    assert one.id == "drf_jwt_2fa.W101"
    assert one.msg.endswith(" is that of recovery codes.")


def test_a_hasher_of_recovery_codes_that_is_none(project, find):
    project.JWT2FA_AUTH["RECOVERY_CODE_HASHER"] = "nowhere.Hasher"

    [one] = find()
    assert one.id == "drf_jwt_2fa.E008"
    assert "RECOVERY_CODE_HASHER" in one.msg
    assert "KeyedRecoveryCodeHasher" in one.hint


@pytest.mark.parametrize(
    "hasher",
    [None, "pbkdf2_sha256", "drf_jwt_2fa.hashers.KeyedCodeHasher", KeyedCodeHasher],
)
def test_a_hasher_of_codes_that_is_fine(project, found_ids, hasher):
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    assert found_ids() == []


@pytest.mark.parametrize(
    ("hasher", "problem"),
    [
        ("md5", "Unknown password hashing algorithm"),
        ("nowhere.Hasher", "No module named 'nowhere'"),
        ("datetime.datetime.now", "is not a hasher"),
        ("..", "is not a hasher: "),
        ("datetime.timezone", "is not a hasher: "),
        ("collections.abc.Mapping", "is not a hasher: "),
        (dict, "is not a hasher."),
    ],
)
def test_a_hasher_of_codes_that_is_none(project, find, hasher, problem):
    project.JWT2FA_AUTH["CODE_HASHER"] = hasher

    [one] = find()
    assert one.id == "drf_jwt_2fa.E008"
    assert "CODE_HASHER" in one.msg
    assert problem in one.msg


class Unequipped(PBKDF2PasswordHasher):
    library = ("nothing", "no_such_library")


def test_a_hasher_of_codes_whose_library_is_missing(project, find):
    project.JWT2FA_AUTH["CODE_HASHER"] = Unequipped

    [one] = find()
    assert one.id == "drf_jwt_2fa.E008"
    assert "CODE_HASHER" in one.msg
    assert "No module named 'no_such_library'" in one.msg


def test_a_hasher_of_codes_of_a_wrong_type(project, found_ids):
    project.JWT2FA_AUTH["CODE_HASHER"] = 7

    assert found_ids() == ["E002"]


@pytest.mark.parametrize("name", ["KeyedCodeHasher", "KeyedRecoveryCodeHasher"])
def test_a_hasher_of_codes_must_not_hash_passwords(project, found_ids, name):
    project.PASSWORD_HASHERS += [f"drf_jwt_2fa.hashers.{name}", "no.Hasher"]

    assert found_ids() == ["E009"]


class OwnCodeHasher(KeyedCodeHasher):
    algorithm = "own"


def test_nor_must_one_that_is_made_of_it(project, found_ids):
    project.PASSWORD_HASHERS += [f"{__name__}.OwnCodeHasher"]

    assert found_ids() == ["E009"]


@pytest.mark.parametrize("odd", [None, 7, "md5", [None]])
def test_no_check_stumbles_over_odd_hashers_of_passwords(project, found_ids, odd):
    project.PASSWORD_HASHERS = odd

    assert found_ids() == []
