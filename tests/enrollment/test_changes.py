"""What users change, and staff for them: each change moves the epoch once."""

from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone
from testproject.enrolling import begin, confirm, enroll, get_enrolled

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.exceptions import NotEnrolledError
from drf_jwt_2fa.enrollment.methods import EnrollableMethod, Setup
from drf_jwt_2fa.enrollment.models import (
    Account,
    EnrolledMethod,
    Passkey,
    PendingEnrollment,
    RecoveryCode,
)
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.enrollment.store.rows import read_rows
from drf_jwt_2fa.enrollment.testing import create_passkey
from drf_jwt_2fa.exceptions import LoginOutdatedError
from drf_jwt_2fa.methods import WrongAnswerError, get_offered

BOTH = ["totp", "recovery-code"]


class Call(EnrollableMethod):
    """A method of somebody else's."""

    name = "voice-call"

    def set_up(self, user):
        return Setup(secret=b"hello")

    def confirm(self, user, secret, answer):
        if answer != secret.decode():
            raise WrongAnswerError
        return answer

    def is_right(self, row, answer):
        return answer == row.data


def add_call(user):
    changes.set_up(user, Call(), "login")
    return confirm(user, "hello", Call())


def get_usable(user):
    factors = read_factors(user)
    return [method.name for method in get_offered(user, factors)]


def get_preferred(user):
    return read_factors(user).preferred


def get_epoch(user):
    return Account.objects.get(user_id=user.pk).epoch


def test_at_first_a_user_has_nothing(user):
    assert get_enrolled(user) == []
    assert get_preferred(user) is None


def test_what_a_user_has_enrolled(user, enrolled):
    assert get_enrolled(user) == get_usable(user) == BOTH


def test_a_disabled_method_is_enrolled_and_recovery_codes_still_work(user, enrolled):
    EnrolledMethod.objects.filter(name="totp").update(disabled_at=timezone.now())

    assert get_enrolled(user) == BOTH
    assert get_usable(user) == ["recovery-code"]


def test_recovery_codes_are_usable_while_there_are_any(user, enrolled):
    RecoveryCode.objects.update(used_at=timezone.now())

    assert get_enrolled(user) == BOTH
    assert get_usable(user) == ["totp"]


def test_a_user_prefers_one_method(user, enrolled, sent):
    add_call(user)
    mail.outbox.clear()

    for name in ("totp", "voice-call"):
        changes.prefer(user, read_factors(user), name)
        assert get_preferred(user) == name
        assert EnrolledMethod.objects.filter(is_preferred=True).count() == 1
        assert sent.pop() == ("method_preferred", user, {"method": name})
    assert mail.outbox[1].body.startswith(
        "This is now your preferred method of two-factor authentication: voice-call."
    )


@pytest.mark.parametrize("name", ["recovery-code", "voice-call", ""])
def test_what_a_user_cannot_prefer(user, enrolled, name):
    changes.prefer(user, read_factors(user), "totp")

    with pytest.raises(NotEnrolledError):
        changes.prefer(user, read_factors(user), name)
    assert get_preferred(user) == "totp"


def test_a_disabled_method_is_not_preferred(user, enrolled):
    changes.prefer(user, read_factors(user), "totp")
    EnrolledMethod.objects.update(disabled_at=timezone.now())

    assert get_preferred(user) is None
    with pytest.raises(NotEnrolledError):
        changes.prefer(user, read_factors(user), "totp")


def test_recovery_codes_stay_as_long_as_there_is_a_method(user, enrolled):
    add_call(user)

    changes.remove(user, read_factors(user), "voice-call")
    assert get_enrolled(user) == BOTH
    changes.remove(user, read_factors(user), "totp")
    assert not EnrolledMethod.objects.exists()


def test_a_reset_removes_everything_and_tells_the_user(user, enrolled, method, sent):
    begin(user)
    request = object()

    assert changes.reset(user, request) == BOTH

    for model in (EnrolledMethod, PendingEnrollment, RecoveryCode):
        assert not model.objects.exists()
    assert sent == [("methods_reset", user, {"methods": BOTH})]
    [message] = mail.outbox
    assert message.subject == "Your two-factor authentication was reset"


def test_a_reset_of_nothing_is_no_event(user, sent):
    assert changes.reset(user) == []
    assert (sent, mail.outbox) == ([], [])


def test_nobody_else_is_touched(user, enrolled, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    enroll(bob)

    changes.prefer(bob, read_factors(bob), "totp")
    changes.remove(bob, read_factors(bob), "totp")
    changes.reset(bob)

    assert get_enrolled(user) == BOTH
    assert get_preferred(user) is None


def test_a_deactivated_user_keeps_what_is_enrolled(user, enrolled):
    user.is_active = False
    user.save()

    assert get_usable(user) == BOTH


CHANGES = {
    "confirm": enroll,
    "confirm another": add_call,
    "prefer": lambda user: changes.prefer(user, read_factors(user), "totp"),
    "remove": lambda user: changes.remove(user, read_factors(user), "totp"),
    "renew": lambda user: changes.renew_recovery_codes(user, read_factors(user)),
    "reset": changes.reset,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_moves_the_epoch_once(user, enrolled, change):
    before = get_epoch(user)

    change(user)

    assert get_epoch(user) == before + 1


def test_the_first_change_begins_an_epoch(user, clock):
    enroll(user)

    assert get_epoch(user) == int(timezone.now().timestamp())


def test_a_reset_moves_the_epoch_even_if_nothing_was_enrolled(user, enrolled):
    changes.reset(user)
    before = get_epoch(user)

    changes.reset(user)

    assert get_epoch(user) == before + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda user: changes.prefer(user, read_factors(user), "voice-call"),
        lambda user: changes.prefer(user, read_factors(user), "recovery-code"),
        lambda user: changes.remove(user, read_factors(user), "voice-call"),
    ],
)
def test_what_is_refused_changes_nothing(user, enrolled, sent, change):
    begin(user)
    before = get_epoch(user)

    with pytest.raises(NotEnrolledError):
        change(user)

    assert get_epoch(user) == before
    assert get_enrolled(user) == BOTH
    assert PendingEnrollment.objects.exists()
    assert (sent, mail.outbox) == ([], [])


IN_TURN = {name: one for name, one in CHANGES.items() if name != "reset"}


@pytest.mark.parametrize("change", IN_TURN.values(), ids=IN_TURN)
def test_a_change_under_way_loses_against_a_new_password(
    user, enrolled, django_user_model, change
):
    stale = django_user_model.objects.get(pk=user.pk)
    before = get_epoch(user)
    # Nobody has looked at the account since.
    django_user_model.objects.filter(pk=user.pk).update(password="md5$a$b")

    with pytest.raises(LoginOutdatedError):
        change(stale)

    assert get_epoch(user) == before


def test_a_user_without_a_usable_password_can_change_things(user, enrolled):
    user.set_unusable_password()
    user.save()

    assert changes.prefer(user, read_factors(user), "totp").shown


def test_it_tells_which_epoch_it_moved_to(user, enrolled):
    changed = changes.prefer(user, read_factors(user), "totp")

    assert changed.epoch == get_epoch(user)
    assert changed.shown == {"preferred": "totp"}


def test_what_is_shown_once_is_not_in_the_repr(user, enrolled):
    changed = changes.renew_recovery_codes(user, read_factors(user))

    for code in changed.shown["recovery_codes"]:
        assert code not in repr(changed)


def test_a_method_that_cannot_be_kept_is_not_enrolled(user, monkeypatch):
    app = begin(user)
    monkeypatch.setattr(RecoveryCode.objects, "bulk_create", lambda rows: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        confirm(user, app.code())

    assert not EnrolledMethod.objects.exists()
    monkeypatch.undo()
    assert confirm(user, app.code())


def test_another_method_gives_no_second_set_of_recovery_codes(user, enrolled):
    assert add_call(user) == {}


def test_where_nobody_can_use_recovery_codes_there_are_none(user, configure):
    configure(METHODS=["drf_jwt_2fa.enrollment.methods.TotpMethod"])

    assert enroll(user)[1] is None
    assert get_enrolled(user) == ["totp"]


def test_what_a_method_keeps_is_its_own_and_is_replaced(user):
    add_call(user)
    assert EnrolledMethod.objects.get(name="voice-call").data == "hello"

    row = changes.put_method(user, "voice-call", read_rows(user.pk))

    assert EnrolledMethod.objects.get(name="voice-call") == row
    assert EnrolledMethod.objects.get(name="voice-call").data == ""


def test_a_method_without_recovery_codes_beside_it_can_be_removed(user, configure):
    configure(METHODS=["drf_jwt_2fa.enrollment.methods.TotpMethod"])
    enroll(user)

    changes.remove(user, read_factors(user), "totp")

    assert not EnrolledMethod.objects.exists()


def test_a_passkey_that_was_removed_meanwhile_is_not_removed_again(user):
    create_passkey(user)
    uid = Passkey.objects.get().uid
    other = UUID("3f0a3c2e-6b0c-4f7e-9a53-6d3c1f2a9b10")

    with pytest.raises(NotEnrolledError):
        changes.remove_passkey(user, read_factors(user), "passkey", other)

    assert str(Passkey.objects.get()) == f"passkey {uid}"
