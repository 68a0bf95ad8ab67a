"""Recovery codes that other packages made work as there, and cost no more than ours."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.methods.recovery_code.origins import (
    MOST_HASHED,
    ORIGINS,
    make_clear_row,
    make_hashed_row,
    read_foreign,
)
from drf_jwt_2fa.enrollment.models import EnrolledMethod, RecoveryCode
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.methods import MethodUnavailableError, WrongAnswerError

CODE = "Ab3dEf6hIj9k"
WRONG = "Zb3dEf6hIj9k"


def get_row():
    return EnrolledMethod.objects.get(name="recovery-code")


@pytest.fixture
def keep(user, enrolled):
    """Keep these rows in place of the user's codes."""

    def keep(*rows):
        RecoveryCode.objects.all().delete()
        for row in rows:
            row.method = get_row()
        RecoveryCode.objects.bulk_create(rows)

    return keep


@pytest.fixture
def keep_clear(keep, user):
    def keep_clear(origin, *codes):
        keep(*(make_clear_row(origin, code, user.pk) for code in codes))

    return keep_clear


@pytest.fixture
def keep_hashed(keep):
    def keep_hashed(origin, *codes):
        hashes = map(make_password, codes)
        rows = [make_hashed_row(origin, one, n) for n, one in enumerate(hashes)]
        keep(*rows)

    return keep_hashed


@pytest.fixture
def hashed(monkeypatch):
    """What Django's hasher, which would be slow, hashes."""
    found = []
    encode = MD5PasswordHasher.encode

    def record(self, password, salt, *args):
        found.append(password)
        return encode(self, password, salt, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", record)
    return found


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_known_code_lets_in_once(keep_clear, recovery, verify, origin):
    keep_clear(origin, CODE, "12345678")

    for typed in (" Ab3d-Ef6h Ij9k", "1234-5678"):
        verify(recovery, typed)
        with pytest.raises(WrongAnswerError):
            verify(recovery, typed)


@pytest.mark.parametrize("origin", ORIGINS)
def test_case_matters_where_the_package_tells_it_apart(
    keep_clear, recovery, verify, origin
):
    keep_clear(origin, CODE)

    if ORIGINS[origin].has_two_cases:
        with pytest.raises(WrongAnswerError):
            verify(recovery, CODE.swapcase())
        verify(recovery, CODE)
    else:
        verify(recovery, CODE.swapcase())


@pytest.mark.parametrize(
    ("origin", "code"),
    [("trench", CODE), ("mfa3", "12345-67890"), ("django-mfa2", "99e8g-ElH43")],
)
def test_a_code_known_by_its_hash_lets_in_once(
    keep_hashed, recovery, verify, origin, code
):
    keep_hashed(origin, "another", code)

    with pytest.raises(WrongAnswerError):
        verify(recovery, WRONG)
    verify(recovery, code)
    with pytest.raises(WrongAnswerError):
        verify(recovery, code)


def test_the_table_shows_no_part_of_a_code(keep_clear):
    keep_clear("allauth", "12345678")

    [row] = RecoveryCode.objects.values("selector", "hash", "origin")
    assert row["origin"] == "allauth"
    assert row["hash"].startswith("keyed_recovery_hmac_sha256$")
    assert not any(part in str(row) for part in ("123456", "345678"))


def test_the_same_code_of_two_users_looks_different(user, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    mine, theirs = (make_clear_row("trench", CODE, one.pk) for one in (user, bob))

    assert mine.selector != theirs.selector


@pytest.mark.parametrize("code", ["", "1234567", "x" * 15, "12345678é", "12345678\0"])
def test_a_code_that_nobody_could_type_is_no_row(user, code):
    assert read_foreign(code) is None
    assert make_clear_row("django-otp", code, user.pk) is None


def test_a_guess_at_known_codes_costs_no_slow_hash(
    keep_clear, recovery, verify, hashed
):
    keep_clear("trench", CODE)

    with pytest.raises(WrongAnswerError):
        verify(recovery, WRONG)
    verify(recovery, CODE)
    assert hashed == []


def test_a_guess_at_hashes_costs_as_many_as_there_are_and_is_one_attempt(
    keep_hashed, recovery, verify, hashed
):
    keep_hashed("trench", *map(str, range(MOST_HASHED)))
    hashed.clear()

    with pytest.raises(WrongAnswerError):
        verify(recovery, WRONG)
    assert len(hashed) == MOST_HASHED
    assert get_row().wrong_answers == 1


def test_hashes_are_looked_at_last(keep, user, recovery, verify, hashed):
    hash_ = make_password("another")
    keep(make_clear_row("trench", CODE, user.pk), make_hashed_row("trench", hash_, 0))
    hashed.clear()

    verify(recovery, CODE)
    assert hashed == []


@pytest.mark.parametrize("answer", ["12345678", CODE])
def test_our_codes_are_no_answer_of_another_length(
    recovery_codes, recovery, verify, answer
):
    with pytest.raises(WrongAnswerError):
        verify(recovery, answer)
    assert get_row().wrong_answers == 0


def test_an_answer_as_long_as_ours_is_none_of_theirs(
    keep_hashed, recovery, verify, hashed
):
    keep_hashed("trench", CODE)
    hashed.clear()

    with pytest.raises(WrongAnswerError):
        verify(recovery, "7K3P-7K3P-7K3P-7K3P")
    assert get_row().wrong_answers == 0
    assert hashed == []


def test_codes_outlive_a_rotation_of_the_secret_key(
    keep_clear, recovery, verify, settings
):
    keep_clear("trench", CODE, WRONG)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "new" * 20
    with pytest.raises(MethodUnavailableError):
        verify(recovery, CODE)
    settings.SECRET_KEY_FALLBACKS = [old]

    verify(recovery, CODE)


def test_a_row_copied_to_another_user_lets_nobody_in(
    keep_clear, recovery, django_user_model
):
    keep_clear("trench", CODE)
    bob = django_user_model.objects.create_user("bob")
    EnrolledMethod.objects.filter(name="recovery-code").update(user_id=bob.pk)

    with pytest.raises(WrongAnswerError):
        recovery.verify(bob.pk, {}, CODE, None)


def test_a_new_set_voids_them(user, keep_clear, recovery, verify):
    keep_clear("trench", CODE)
    shown = changes.renew_recovery_codes(user, read_factors(user)).shown

    with pytest.raises(WrongAnswerError):
        verify(recovery, CODE)
    verify(recovery, shown["recovery_codes"][0])
