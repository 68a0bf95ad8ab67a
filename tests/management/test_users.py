"""Users that are named on the command line, for all commands that take one."""

import pytest
from django.contrib.auth.base_user import BaseUserManager
from django.core.management import CommandError, call_command
from django.utils import timezone

from drf_jwt_2fa.code_tokens.limits import reserve
from drf_jwt_2fa.management.users import find_user

FILE = "django.core.cache.backends.filebased.FileBasedCache"


@pytest.fixture
def any_case(user, django_user_model, monkeypatch):
    """A project that looks for names in any case, with two users who match one."""
    monkeypatch.setattr(
        BaseUserManager,
        "get_by_natural_key",
        lambda self, name: self.get(username__iexact=name),
    )
    return [user, django_user_model.objects.create_user("Ann")]


@pytest.fixture
def enrolled(any_case):
    """Return what the two users have enrolled."""
    pytest.importorskip("cryptography")
    from drf_jwt_2fa.enrollment.models import EnrolledMethod  # noqa: PLC0415

    for user in any_case:
        EnrolledMethod.objects.create(user=user, name="totp", created_at=timezone.now())
    return EnrolledMethod.objects.filter(user__in=any_case)


def test_the_user_of_a_name(user):
    assert find_user("ann") == user


def test_a_name_of_nobody(db):
    with pytest.raises(CommandError, match="no user called 'nobody'"):
        find_user("nobody")


def test_a_name_that_no_user_can_have(db, monkeypatch):
    monkeypatch.setattr(
        BaseUserManager, "get_by_natural_key", lambda self, name: self.get(pk=name)
    )

    with pytest.raises(CommandError, match="no user called 'nobody'"):
        find_user("nobody")


def test_no_methods_of_several_users_are_removed(enrolled):
    with pytest.raises(CommandError, match="Several users are called 'ANN'"):
        call_command("reset_2fa", "ANN")

    assert enrolled.count() == 2


def test_no_limits_of_several_users_are_reset(any_case, settings, tmp_path):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_jwt_2fa"]
    settings.CACHES = {"default": {"BACKEND": FILE, "LOCATION": str(tmp_path)}}
    slots = [reserve(user, "login", 2e9).slot for user in any_case]

    with pytest.raises(CommandError, match="Several users are called 'ANN'"):
        call_command("reset_2fa_limits", "ANN")

    again = [reserve(user, "login", 2e9).slot for user in any_case]
    assert all(one != other for one, other in zip(slots, again, strict=True))
