import uuid
from types import SimpleNamespace

import pytest
from django.db.models import Manager, QuerySet
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from drf_jwt_2fa import users


def allow_nobody(user):
    return False


def test_a_user_is_found_by_key(user):
    assert users.get_user(user.pk) == user
    assert users.get_user(str(user.pk)) == user


@pytest.mark.parametrize(
    "key", [0, "x", "", None, [1], "\x00", 10**30, -1, {"a": 1}, uuid.uuid4(), "\ud800"]
)
def test_a_key_that_is_nobodys_is_a_wrong_credential(db, key):
    with pytest.raises(AuthenticationFailed):
        users.get_user(key)


@pytest.mark.parametrize("key", [1, "1", "x", None, "\x00", "\ud800"])
def test_a_key_of_another_kind_of_user_is_a_wrong_credential(db, settings, key):
    settings.AUTH_USER_MODEL = "testproject.Member"

    with pytest.raises(AuthenticationFailed):
        users.get_user(key)


def test_an_inactive_user_may_not_log_in():
    with pytest.raises(PermissionDenied):
        users.check_user(SimpleNamespace(pk=1, is_active=False))


def test_simple_jwts_authentication_rule_may_forbid_a_user(user, settings):
    users.check_user(user)
    settings.SIMPLE_JWT = {"USER_AUTHENTICATION_RULE": f"{__name__}.allow_nobody"}

    with pytest.raises(AuthenticationFailed):
        users.check_user(user)


class FewUsers(Manager):
    def get_queryset(self):
        return super().get_queryset().exclude(username="ann")


class Users(QuerySet):
    def get(self, *args, **kwargs):
        return super().get(*args, is_staff=True, **kwargs)


@pytest.mark.parametrize("manager", [FewUsers(), Manager.from_queryset(Users)()])
def test_a_manager_that_finds_some_users_only_is_asked(
    user, monkeypatch, django_user_model, manager
):
    manager.model = django_user_model
    monkeypatch.setattr(django_user_model._meta, "default_manager", manager)

    with pytest.raises(AuthenticationFailed):
        users.get_user(user.pk)
    django_user_model._base_manager.update(username="bob", is_staff=True)
    assert users.get_user(user.pk) == user


class ReadsFromAReplica:
    def db_for_read(self, model, **hints):
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"


def test_users_are_read_from_the_primary_database(
    user, settings, django_assert_num_queries
):
    settings.DATABASE_ROUTERS = [f"{__name__}.ReadsFromAReplica"]
    # There is no database "replica": whoever asks it fails.
    assert users.get_user(user.pk)._state.db == "default"

    user.first_name = "as the replica has it"
    user._state.db = "replica"
    assert users.on_primary(user).first_name == ""
    assert (users.get_database(), users.find_database(user)) == ("default", "default")


def test_a_user_of_the_primary_database_is_not_read_again(
    user, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert users.on_primary(user) is user


def test_a_user_whom_the_primary_database_does_not_know_is_nobody(user):
    user._state.db, user.pk = "replica", 12345

    with pytest.raises(AuthenticationFailed):
        users.on_primary(user)


def test_users_need_not_be_of_any_database():
    ann = SimpleNamespace(pk=1)

    assert users.on_primary(ann) is ann
    assert users.find_database(ann) == ""


def ann(**changes):
    return SimpleNamespace(**{"pk": 1, "password": "md5$salt$hash", **changes})


def test_a_fingerprint_changes_with_key_and_password_and_with_nothing_else():
    owners = [ann(), ann(pk=2), ann(password="md5$x$y"), ann(email="a@example.com")]

    assert len(set(map(users.password_fingerprint, owners))) == 3


def test_parts_of_a_fingerprint_do_not_run_into_each_other():
    one, other = ann(pk="1", password="2 x"), ann(pk="12", password=" x")

    assert users.password_fingerprint(one) != users.password_fingerprint(other)


def test_all_unusable_passwords_are_alike():
    unusable = [ann(password="!a"), ann(password="!b"), ann(password=None)]
    nothing_but_a_key = SimpleNamespace(pk=1)

    fingerprints = set(map(users.password_fingerprint, [*unusable, nothing_but_a_key]))

    assert len(fingerprints) == 1


def test_a_fingerprint_outlives_a_rotation_of_keys(settings):
    before = users.password_fingerprint(ann())
    settings.SECRET_KEY = "another"

    assert users.password_fingerprint(ann()) == before
