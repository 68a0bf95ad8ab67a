"""What a user has is read in one query, and the epoch only grows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.utils import timezone
from testproject.enrolling import enroll

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.exceptions import NotEnrolledError
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod, RecoveryCode
from drf_jwt_2fa.enrollment.store import (
    accounts,
    begin_epoch,
    is_epoch,
    read_factors,
    reopen_step_ups,
)
from drf_jwt_2fa.enrollment.store.accounts import moving_epoch
from drf_jwt_2fa.exceptions import LoginOutdatedError
from drf_jwt_2fa.methods import Factors
from drf_jwt_2fa.state import noticing_rehashes


def get_account():
    return Account.objects.get()


def test_what_a_user_has_is_read_in_one_query(
    user, enrolled, django_assert_num_queries
):
    with django_assert_num_queries(1):
        factors = read_factors(user)

    assert [one.name for one in factors.enrolled] == ["totp", "recovery-code"]
    assert factors.recovery_codes_left == 10
    assert factors.epoch == get_account().epoch
    assert not factors.are_sent_codes_disabled
    assert not factors.has_wrong_step_ups


@pytest.mark.parametrize("nobody", [AnonymousUser(), object()])
def test_who_is_no_user_of_the_project_has_nothing(nobody):
    assert read_factors(nobody) == Factors()
    assert begin_epoch(nobody, Factors()) == Factors()


def test_a_user_who_is_gone_has_nothing(user, enrolled):
    type(user).objects.all().delete()

    assert read_factors(user) == Factors()


def test_at_first_a_user_has_nothing(user):
    assert read_factors(user) == Factors()


def test_the_oldest_method_is_first(user, enrolled):
    now = timezone.now()
    for name in ("b", "a"):
        EnrolledMethod.objects.create(user=user, name=name, created_at=now)

    names = [one.name for one in read_factors(user).enrolled]
    assert names == ["totp", "recovery-code", "b", "a"]


@pytest.mark.parametrize(
    "columns", [{"disabled_at": "2030-01-01T00:00:00Z"}, {"wrong_answers": 100}]
)
def test_a_method_is_disabled_even_if_nobody_had_time_to_note_it(
    user, enrolled, columns
):
    EnrolledMethod.objects.update(**columns)

    factors = read_factors(user)
    assert all(one.is_disabled for one in factors.enrolled)
    assert factors.recovery_codes_left == 0


def test_codes_of_others_are_not_counted(user, enrolled, django_user_model):
    enroll(django_user_model.objects.create_user("bob"))
    ours = RecoveryCode.objects.filter(method__user=user)
    RecoveryCode.objects.filter(pk=ours.first().pk).update(used_at=timezone.now())

    assert read_factors(user).recovery_codes_left == 9


def test_the_first_epoch_is_the_time(user, clock):
    factors = begin_epoch(user, read_factors(user))

    assert factors.epoch == get_account().epoch == int(timezone.now().timestamp())
    assert begin_epoch(user, factors) is factors
    clock.shift(5)
    assert begin_epoch(user, Factors()).epoch == factors.epoch


def test_it_moves_on_by_one_with_what_is_changed(user, clock):
    begin_epoch(user, Factors())
    before = get_account().epoch

    with moving_epoch(user, wrong_step_ups=7) as epoch:
        pass

    assert epoch == get_account().epoch == before + 1
    assert get_account().wrong_step_ups == 7


def test_a_change_under_way_loses_to_another_that_moved_it(user, enrolled):
    before = get_account().epoch
    with moving_epoch(user, before) as epoch:
        pass
    assert epoch == get_account().epoch == before + 1

    with pytest.raises(LoginOutdatedError), moving_epoch(user, before):
        raise AssertionError("it was changed")

    assert get_account().epoch == before + 1


def test_what_fails_does_not_move_it(user, clock):
    begin_epoch(user, Factors())
    before = get_account().epoch

    with pytest.raises(NotEnrolledError), moving_epoch(user):
        raise NotEnrolledError

    assert get_account().epoch == before


def test_it_moves_on_from_one_that_a_login_began_in_the_meantime(
    user, clock, monkeypatch
):
    """The tokens of that login must end with the change."""
    begin = Account.objects.get_or_create

    def be_overtaken(**kwargs):
        begin(**kwargs)
        return begin(**kwargs)

    monkeypatch.setattr(Account.objects, "get_or_create", be_overtaken)
    begun = int(timezone.now().timestamp())

    with moving_epoch(user) as epoch:
        pass

    assert epoch == begun + 1


def test_a_new_password_moves_it_at_the_next_look(user, enrolled):
    before = get_account().epoch
    user.set_password("battery staple")
    user.save()

    assert read_factors(user).epoch == before + 1
    assert read_factors(user).epoch == before + 1


def test_of_several_looks_at_once_one_moves_it(user, enrolled, monkeypatch):
    before = get_account().epoch
    user.set_password("battery staple")
    user.save()
    look = accounts.is_same_password

    def be_overtaken(*args):
        monkeypatch.setattr(accounts, "is_same_password", look)
        assert read_factors(user).epoch == before + 1
        return look(*args)

    monkeypatch.setattr(accounts, "is_same_password", be_overtaken)

    assert read_factors(user).epoch == before + 1


def test_a_hash_that_django_renews_at_a_login_is_no_new_password(
    user, enrolled, settings
):
    before = get_account().epoch
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    with noticing_rehashes():
        assert user.check_password("correct horse")
    assert user.password.startswith("pbkdf2")

    assert read_factors(user).epoch == before
    caches["default"].clear()
    # It is noted, and needs the cache no more.
    assert read_factors(user).epoch == before


def test_an_epoch_is_that_of_its_user(user, enrolled, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    epoch = get_account().epoch

    assert is_epoch(user.pk, epoch)
    assert not is_epoch(user.pk, epoch - 1)
    assert not is_epoch(bob.pk, epoch)
    for nobody in (4711, "no key", None, "\0", 10**30):
        assert not is_epoch(nobody, epoch)


def test_a_user_with_the_key_of_one_who_was_deleted_has_another_epoch(
    user, enrolled, clock, django_user_model
):
    before, pk = get_account().epoch, user.pk
    changes.reset(user)
    user.delete()
    clock.shift(5)
    other = django_user_model.objects.create_user("other", pk=pk)

    assert begin_epoch(other, read_factors(other)).epoch > before + 1


def test_a_completed_login_opens_step_ups(user, enrolled, django_assert_num_queries):
    Account.objects.update(wrong_step_ups=20)
    factors = read_factors(user)
    assert factors.are_step_ups_closed

    reopen_step_ups(user, factors)

    factors = read_factors(user)
    assert not factors.has_wrong_step_ups
    with django_assert_num_queries(0):
        reopen_step_ups(user, factors)
