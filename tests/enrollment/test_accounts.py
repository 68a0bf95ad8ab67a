"""What a user has, prefers and loses."""

import pytest
from django.core import mail
from django.utils import timezone
from enrollment.conftest import enroll

from drf_jwt_2fa.enrollment import changes as accounts
from drf_jwt_2fa.enrollment.changes import CannotBePreferredError
from drf_jwt_2fa.enrollment.methods.base import EnrollableMethod
from drf_jwt_2fa.enrollment.models import (
    EnrolledMethod,
    PendingEnrollment,
    RecoveryCode,
)

BOTH = ["totp", "recovery-code"]


class Call(EnrollableMethod):
    """A method of somebody else's."""

    name = "voice-call"


def test_at_first_a_user_has_nothing(user):
    assert accounts.get_enrolled(user) == accounts.get_usable(user) == []
    assert accounts.get_preferred(user) is None


def test_what_a_user_has_enrolled(user, enrolled):
    assert accounts.get_enrolled(user) == accounts.get_usable(user) == BOTH


def test_a_disabled_method_is_enrolled_and_recovery_codes_still_work(user, enrolled):
    EnrolledMethod.objects.filter(name="totp").update(disabled_at=timezone.now())

    assert accounts.get_enrolled(user) == BOTH
    assert accounts.get_usable(user) == ["recovery-code"]


def test_recovery_codes_are_usable_while_there_are_any(user, enrolled):
    RecoveryCode.objects.update(used_at=timezone.now())

    assert accounts.get_enrolled(user) == BOTH
    assert accounts.get_usable(user) == ["totp"]


def test_a_user_prefers_one_method(user, enrolled, sent):
    accounts.enroll(user, "voice-call")

    for name in ("totp", "voice-call"):
        accounts.prefer(user, name)
        assert accounts.get_preferred(user) == name
        assert EnrolledMethod.objects.filter(is_preferred=True).count() == 1
        assert sent.pop() == ("method_preferred", user, {"method": name})
    assert mail.outbox[1].body.startswith(
        "This is now your preferred method of two-factor authentication: voice-call."
    )


@pytest.mark.parametrize("name", ["recovery-code", "voice-call", ""])
def test_what_a_user_cannot_prefer(user, enrolled, name):
    accounts.prefer(user, "totp")

    with pytest.raises(CannotBePreferredError):
        accounts.prefer(user, name)
    assert accounts.get_preferred(user) == "totp"


def test_a_disabled_method_is_not_preferred(user, enrolled):
    accounts.prefer(user, "totp")
    EnrolledMethod.objects.update(disabled_at=timezone.now())

    assert accounts.get_preferred(user) is None
    with pytest.raises(CannotBePreferredError):
        accounts.prefer(user, "totp")


def test_recovery_codes_stay_as_long_as_there_is_a_method(user, enrolled):
    accounts.enroll(user, "voice-call")

    Call().remove(user)
    assert accounts.get_enrolled(user) == BOTH
    accounts.remove(user, "totp")
    assert not EnrolledMethod.objects.exists()


def test_a_reset_removes_everything_and_tells_the_user(user, enrolled, method, sent):
    method.begin_enrollment(user, "login")
    request = object()

    assert accounts.reset(user, request) == BOTH

    for model in (EnrolledMethod, PendingEnrollment, RecoveryCode):
        assert not model.objects.exists()
    assert sent == [("methods_reset", user, {"methods": BOTH})]
    [message] = mail.outbox
    assert message.subject == "Your two-factor authentication was reset"


def test_a_reset_of_nothing_is_no_event(user, sent):
    assert accounts.reset(user) == []
    assert (sent, mail.outbox) == ([], [])


def test_nobody_else_is_touched(user, enrolled, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    enroll(bob)

    accounts.prefer(bob, "totp")
    accounts.reset(bob)
    accounts.remove(bob, "totp")

    assert accounts.get_enrolled(user) == BOTH
    assert accounts.get_preferred(user) is None


def test_a_deactivated_user_keeps_what_is_enrolled(user, enrolled):
    user.is_active = False
    user.save()

    assert accounts.get_usable(user) == BOTH
