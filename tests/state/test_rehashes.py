from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models.signals import pre_save

from drf_jwt_2fa.keys import current_keys
from drf_jwt_2fa.state import is_same_password, noticing_rehashes
from drf_jwt_2fa.state.rehashes import note_rehash
from drf_jwt_2fa.users import password_fingerprint

MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


def are_same(one, other, user_pk=1, space="site"):
    answers = {
        is_same_password(space, user_pk, *pair) for pair in [(one, other), (other, one)]
    }
    assert len(answers) == 1
    return answers.pop()


def test_a_password_is_the_same_as_itself_and_no_other(cache):
    assert are_same("one", "one")
    assert not are_same("one", "other")


def test_a_rehash_is_the_same_password(cache):
    note_rehash("site", 1, "old", "new")
    note_rehash("site", 1, "new", "newer")

    assert are_same("old", "new")
    assert are_same("old", "newer")
    assert are_same("new", "newer")
    assert not are_same("old", "another")


def test_two_rehashes_at_once_are_the_same_password(cache):
    note_rehash("site", 1, "old", "new")
    note_rehash("site", 1, "old", "also new")

    assert are_same("new", "also new")


def test_a_rehash_is_one_of_one_user_on_one_site(cache):
    note_rehash("site", 1, "old", "new")

    assert not are_same("old", "new", user_pk=2)
    assert not are_same("old", "new", space="other")


@pytest.fixture
def stored_long_ago(user, settings):
    """The user, with a hash that Django upgrades at the next login."""
    settings.PASSWORD_HASHERS = [PBKDF2, MD5]
    user.password = make_password("correct horse", hasher="md5")
    user.save()
    return user


def load(user):
    return get_user_model().objects.get(pk=user.pk)


def is_noticed(before, after):
    fingerprints = map(password_fingerprint, (before, after))
    return is_same_password(current_keys().space, before.pk, *fingerprints)


def test_two_clicks_at_once_may_both_upgrade_the_hash(stored_long_ago):
    first, second = load(stored_long_ago), load(stored_long_ago)
    with noticing_rehashes():
        assert first.check_password("correct horse")
        assert second.check_password("correct horse")

    assert first.password != second.password != stored_long_ago.password
    assert is_noticed(first, second)
    assert is_noticed(first, load(stored_long_ago))
    assert is_noticed(stored_long_ago, second)


def test_an_upgrade_that_no_login_does_is_not_noticed(stored_long_ago):
    other = load(stored_long_ago)
    assert other.check_password("correct horse")

    assert other.password != stored_long_ago.password
    assert not is_noticed(stored_long_ago, other)


@pytest.mark.parametrize("fields", [{"update_fields": ["password"]}, {}])
def test_a_new_password_that_is_set_in_a_login_is_a_new_one(stored_long_ago, fields):
    other = load(stored_long_ago)
    with noticing_rehashes():
        other.set_password("battery staple")
        other.save(**fields)

    assert not is_noticed(stored_long_ago, other)


def test_a_whole_user_who_is_saved_in_a_login_may_have_a_new_one(stored_long_ago):
    other = load(stored_long_ago)
    with noticing_rehashes():
        other.password = make_password("battery staple")
        other.save()

    assert not is_noticed(stored_long_ago, other)


def test_other_models_that_are_saved_in_a_login_are_nobody_s_password(
    user, django_assert_num_queries
):
    with noticing_rehashes(), django_assert_num_queries(0):
        pre_save.send(Group, instance=Group(), update_fields=["password"])


def test_user_models_need_not_remember_a_raw_password(user, monkeypatch):
    before = SimpleNamespace(pk=user.pk, password=user.password)
    user.password = make_password("correct horse")
    monkeypatch.delattr(AbstractBaseUser, "_password")
    with noticing_rehashes():
        pre_save.send(type(user), instance=user, update_fields=["password"])

    assert is_noticed(before, user)


def test_the_password_of_a_user_who_is_gone_is_no_error(user, cache):
    user.pk += 1
    with noticing_rehashes():
        pre_save.send(type(user), instance=user, update_fields=["password"])

    # Nothing is remembered of them.
    assert not is_noticed(SimpleNamespace(pk=user.pk, password="md5$x$y"), user)
