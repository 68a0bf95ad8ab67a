"""The command that resets a user."""

import pytest
from django.core import mail
from django.core.management import CommandError
from testproject.enrolling import get_enrolled


def test_a_user_is_reset(user, enrolled, run):
    assert run("reset_2fa", "ann") == ["Removed from ann: totp, recovery-code"]

    assert get_enrolled(user) == []
    assert len(mail.outbox) == 1


def test_a_user_without_methods_is_reset_to_the_same(user, run):
    assert run("reset_2fa", "ann") == ["Removed from ann: nothing, there was none"]


def test_a_user_who_does_not_exist_is_an_error(db, run):
    with pytest.raises(CommandError, match="no user called 'nobody'"):
        run("reset_2fa", "nobody")
