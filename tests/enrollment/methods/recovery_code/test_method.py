"""Recovery codes are the way in when nothing else is at hand, each of them once."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from testproject.enrolling import enroll, get_enrolled
from testproject.typed import FORMS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.exceptions import NotEnrolledError
from drf_jwt_2fa.enrollment.methods.recovery_code import method as recovery_codes_module
from drf_jwt_2fa.enrollment.methods.recovery_code.text import (
    ALPHABET,
    read_code,
    split_code,
)
from drf_jwt_2fa.enrollment.models import EnrolledMethod, RecoveryCode
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.hashers import KeyedRecoveryCodeHasher
from drf_jwt_2fa.methods import MethodUnavailableError, WrongAnswerError, get_offered


def get_row():
    return EnrolledMethod.objects.get(name="recovery-code")


def get_left(user):
    return read_factors(user).recovery_codes_left


def make_codes(user):
    changed = changes.renew_recovery_codes(user, read_factors(user))
    return changed.shown["recovery_codes"]


def make_other(code):
    """Return a code with the same selector and another secret."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.fixture
def slow_codes(user, enrolled, configure):
    """Codes that were made when Django's hasher made their hashes."""
    configure(RECOVERY_CODE_HASHER=None)
    codes = make_codes(user)
    configure(RECOVERY_CODE_HASHER="drf_jwt_2fa.hashers.KeyedRecoveryCodeHasher")
    mail.outbox.clear()
    return codes


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


def test_codes_are_easy_to_type_and_hard_to_guess(recovery_codes):
    assert len(set(recovery_codes)) == 10
    for code in recovery_codes:
        assert re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
        _selector, secret = split_code(read_code(code))
        assert len(ALPHABET) ** len(secret) >= 2**64


def test_no_two_codes_of_a_set_have_the_same_selector(
    user, enrolled, recovery, monkeypatch
):
    codes = ["A" * 16, "AAA" + "B" * 13, *(letter * 16 for letter in "CDEFGHJKM")]
    characters = iter("".join(codes))
    monkeypatch.setattr(
        recovery_codes_module,
        "secrets",
        SimpleNamespace(choice=lambda alphabet: next(characters)),
    )

    made = make_codes(user)

    assert made[0] == "AAAB-BBBB-BBBB-BBBB"
    assert len({code[:3] for code in made}) == 10


def test_only_hashes_are_stored(recovery_codes):
    stored = str(list(RecoveryCode.objects.values()))

    for code in recovery_codes:
        _selector, secret = split_code(read_code(code))
        assert secret not in stored
    assert stored.count("keyed_recovery_hmac_sha256$") == 10


def test_every_code_lets_in_once(user, recovery, recovery_codes, verify):
    for left, code in zip(range(9, -1, -1), recovery_codes, strict=True):
        verify(recovery, code)
        assert get_left(user) == left
        with pytest.raises(WrongAnswerError):
            verify(recovery, code)
    assert not recovery.is_usable(read_factors(user))


@pytest.mark.parametrize(
    "retype",
    [
        *FORMS,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "\u2013"),
        lambda code: code.replace("-", "\u00a0").lower(),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_how_it_is_typed_does_not_matter(recovery, recovery_codes, verify, retype):
    verify(recovery, retype(recovery_codes[0]))


@pytest.mark.parametrize(
    "answer",
    ["", "7K3P", "U" * 16, "7K3P-7K3P-7K3P-7K3P-7", "\u0667K3P-7K3P-7K3P-7K3"],
)
@pytest.mark.usefixtures("enrolled")
def test_a_malformed_answer_writes_and_hashes_nothing(
    recovery, verify, answer, hashed, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(WrongAnswerError):
        verify(recovery, answer)
    assert get_row().wrong_answers == 0
    assert hashed == []


def test_ten_codes_cost_no_slow_hash(user, recovery, enrolled, verify, hashed):
    codes = make_codes(user)

    verify(recovery, codes[0])
    with pytest.raises(WrongAnswerError):
        verify(recovery, make_other(codes[1]))
    assert hashed == []


def test_codes_with_a_slow_hash_are_still_read(user, recovery, slow_codes, verify):
    assert RecoveryCode.objects.filter(hash__startswith="md5$").count() == 10

    for code in slow_codes[:2]:
        verify(recovery, code)
        with pytest.raises(WrongAnswerError):
            verify(recovery, code)
    assert get_left(user) == 8


def test_the_next_codes_have_the_hash_of_the_setting(
    user, recovery, recovery_codes, verify, configure
):
    configure(RECOVERY_CODE_HASHER="md5")
    verify(recovery, recovery_codes[0])

    codes = make_codes(user)

    assert RecoveryCode.objects.filter(hash__startswith="md5$").count() == 10
    verify(recovery, codes[0])


def test_without_the_key_a_stolen_table_cannot_be_tried(recovery_codes, settings):
    """Whoever has the table, and codes to try, finds none that fits."""
    thief = KeyedRecoveryCodeHasher()
    settings.SECRET_KEY = "a guess" * 10

    for row in RecoveryCode.objects.select_related("method"):
        for code in recovery_codes:
            assert not thief.verify(f"{read_code(code)}{row.method.user_id}", row.hash)


def test_codes_outlive_a_rotation_of_the_secret_key(
    user, recovery, recovery_codes, verify, settings
):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "new" * 20
    settings.SECRET_KEY_FALLBACKS = [old]

    verify(recovery, recovery_codes[0])
    with pytest.raises(WrongAnswerError):
        verify(recovery, make_other(recovery_codes[1]))
    new = make_codes(user)
    settings.SECRET_KEY_FALLBACKS = []
    verify(recovery, new[0])


def test_codes_whose_key_is_gone_are_the_fault_of_the_server(
    recovery, recovery_codes, verify, settings, caplog
):
    settings.SECRET_KEY = "new" * 20
    user = get_row().user

    with pytest.raises(MethodUnavailableError):
        verify(recovery, recovery_codes[0])

    assert get_row().wrong_answers == 0
    assert f"the recovery codes of user {user.pk} is not there" in caplog.text
    assert get_left(user) == 10


def test_a_user_without_unused_codes_has_no_right_one(recovery, recovery_codes, verify):
    RecoveryCode.objects.update(used_at="2030-01-01T00:00:00Z")

    with pytest.raises(WrongAnswerError):
        verify(recovery, recovery_codes[0])


def test_codes_do_not_depend_on_the_name_of_the_tenant(
    recovery, recovery_codes, verify, configure
):
    configure(TENANT=lambda: "renamed")

    verify(recovery, recovery_codes[0])


def test_a_guess_costs_one_hash(recovery, slow_codes, verify, hashed):
    used, unused = slow_codes[:2]
    verify(recovery, used)
    assert len(hashed) == 1

    for wrong in (make_other(unused), used, "0000-0000-0000-0000"):
        hashed.clear()
        with pytest.raises(WrongAnswerError):
            verify(recovery, wrong)
        assert len(hashed) == 1


def test_wrong_codes_are_counted_and_right_ones_forget_them(
    recovery, recovery_codes, verify
):
    for number in (1, 2):
        with pytest.raises(WrongAnswerError):
            verify(recovery, make_other(recovery_codes[0]))
        assert get_row().wrong_answers == number

    verify(recovery, recovery_codes[0])
    assert get_row().wrong_answers == 0


def test_the_owner_hears_that_one_was_used(
    user, recovery, recovery_codes, verify, sent
):
    verify(recovery, recovery_codes[0])

    assert sent == [("recovery_code_used", user, {"left": 9})]
    [message] = mail.outbox
    assert message.subject == "One of your recovery codes was used"
    assert "to log in. 9 codes are left." in message.body


def test_a_new_set_voids_the_old(user, recovery, recovery_codes, verify, sent):
    new = make_codes(user)

    with pytest.raises(WrongAnswerError):
        verify(recovery, recovery_codes[0])
    verify(recovery, new[0])
    assert get_left(user) == 9
    assert sent[0] == ("recovery_codes_made", user, {})
    assert mail.outbox[0].subject == "You have new recovery codes"


def test_a_set_that_cannot_be_stored_voids_nothing(
    user, recovery, recovery_codes, verify, monkeypatch
):
    monkeypatch.setattr(RecoveryCode.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_codes(user)

    verify(recovery, recovery_codes[0])


def test_there_are_no_codes_without_another_method(user):
    with pytest.raises(NotEnrolledError):
        make_codes(user)
    assert not EnrolledMethod.objects.exists()


def test_codes_are_not_set_up_by_themselves(user, recovery):
    assert not recovery.can_be_set_up
    with pytest.raises(ImproperlyConfigured):
        recovery.set_up(user)
    with pytest.raises(ImproperlyConfigured):
        recovery.confirm(user, b"", "")


def test_codes_that_are_left_alone_let_nobody_in(user, recovery, recovery_codes):
    EnrolledMethod.objects.filter(name="totp").delete()

    assert not recovery.is_usable(read_factors(user))
    assert get_enrolled(user) == []
    offered = get_offered(user, read_factors(user))
    assert [one.name for one in offered] == ["code-sender"]


def test_codes_that_were_left_alone_are_void_with_the_next_method(
    user, recovery, recovery_codes, verify
):
    EnrolledMethod.objects.filter(name="totp").delete()
    _app, codes = enroll(user)

    assert len(codes) == 10
    with pytest.raises(WrongAnswerError):
        verify(recovery, recovery_codes[0])
    verify(recovery, codes[0])


def test_a_hash_copied_to_another_user_lets_nobody_in(
    user, recovery, recovery_codes, django_user_model
):
    bob = django_user_model.objects.create_user("bob")
    enroll(bob)
    theirs = EnrolledMethod.objects.get(user_id=bob.pk, name="recovery-code")
    RecoveryCode.objects.filter(method=theirs).delete()
    RecoveryCode.objects.update(method=theirs)

    with pytest.raises(WrongAnswerError):
        recovery.verify(bob.pk, {}, recovery_codes[0], None)


def test_a_user_who_has_used_all_gets_new_ones_with_a_new_app(
    user, enrolled, recovery, recovery_codes, verify
):
    RecoveryCode.objects.update(used_at="2030-01-01T00:00:00Z")

    _app, codes = enroll(user)

    assert len(codes) == 10
    assert get_left(user) == 10


def test_codes_can_be_removed(user, recovery, enrolled):
    changes.remove(user, read_factors(user), "recovery-code")

    assert get_left(user) == 0
    assert get_enrolled(user) == ["totp"]


def test_codes_of_a_disabled_method_are_none(user, recovery, recovery_codes):
    for columns in ({"disabled_at": "2030-01-01T00:00:00Z"}, {"wrong_answers": 100}):
        rows = EnrolledMethod.objects.filter(name="recovery-code")
        rows.update(**{"disabled_at": None, "wrong_answers": 0, **columns})

        assert get_left(user) == 0
        assert recovery.describe_use(user) == {"recovery_codes_left": 0}


def test_a_user_whose_codes_are_disabled_gets_new_ones_with_a_new_app(
    user, recovery, recovery_codes, verify
):
    EnrolledMethod.objects.filter(name="recovery-code").update(
        disabled_at="2030-01-01T00:00:00Z"
    )

    _app, codes = enroll(user)

    verify(recovery, codes[0])


def test_two_requests_that_find_a_code_unused_use_it_once(recovery, recovery_codes):
    answer = read_code(recovery_codes[0])
    one, other = recovery.load(get_row()), recovery.load(get_row())

    assert recovery.is_right(one, answer)
    assert not recovery.is_right(other, answer)


def test_a_code_of_the_old_set_is_wrong_while_it_is_replaced(
    user, recovery, recovery_codes, verify, monkeypatch
):
    check_code = recovery_codes_module.check_code

    def check_and_replace(*args):
        make_codes(user)
        return check_code(*args)

    monkeypatch.setattr(recovery_codes_module, "check_code", check_and_replace)

    with pytest.raises(WrongAnswerError):
        verify(recovery, recovery_codes[0])
