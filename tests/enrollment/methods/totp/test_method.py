"""Enrolling an authenticator app, and logging in with its codes."""

import base64
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from testproject.enrolling import begin, confirm, enroll, get_enrolled
from testproject.typed import FORMS

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.methods import TotpMethod
from drf_jwt_2fa.enrollment.methods.totp import rfc6238
from drf_jwt_2fa.enrollment.models import EnrolledMethod, PendingEnrollment, TotpSecret
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.enrollment.store.pending import NoPendingEnrollmentError
from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.methods import (
    MethodUnavailableError,
    WrongAnswerError,
)


def get_row():
    return EnrolledMethod.objects.get(name="totp")


def test_what_the_user_gets_to_set_up_the_app(user, method, configure):
    configure(TOTP_ISSUER="Example")

    shown = changes.set_up(user, method, "login")

    assert list(shown) == ["secret", "provisioning_uri", "qr_code"]
    assert len(base64.b32decode(shown["secret"])) == 20
    uri = shown["provisioning_uri"]
    assert uri.startswith("otpauth://totp/Example:ann?")
    assert shown["secret"] in uri
    assert shown["qr_code"].startswith("data:image/svg+xml")


def test_the_secret_is_stored_encrypted_only(user, method, enrolled):
    app, _codes = enrolled
    pending = begin(user)

    stored = [*TotpSecret.objects.values(), *PendingEnrollment.objects.values()]
    for secret in (app.secret, pending.secret):
        assert base64.b32encode(secret).decode() not in str(stored)
        assert base64.b64encode(secret).decode() not in str(stored)


def test_beginning_enrols_nothing(user, method):
    begin(user)

    assert get_enrolled(user) == []


def test_a_code_of_the_app_finishes_the_enrolment(user, method, sent):
    _app, codes = enroll(user)

    assert method.is_usable(read_factors(user))
    assert get_enrolled(user) == ["totp", "recovery-code"]
    assert len(codes) == 10
    assert not PendingEnrollment.objects.exists()
    assert sent == [
        ("recovery_codes_made", user, {}),
        ("method_enrolled", user, {"method": "totp", "replaced": False}),
    ]
    [message] = mail.outbox
    assert message.subject == "A method was added to your two-factor authentication"
    assert message.to == ["ann@example.com"]


@pytest.mark.parametrize("answer", ["wrong", "", "00000"])
def test_a_malformed_answer_enrols_nothing_and_burns_nothing(user, method, answer):
    app = begin(user)

    with pytest.raises(WrongAnswerError):
        confirm(user, answer)
    assert get_enrolled(user) == []
    confirm(user, app.code())


def test_a_wrong_code_enrols_nothing(user, method):
    app = begin(user)

    with pytest.raises(WrongAnswerError):
        confirm(user, app.wrong_code())
    assert get_enrolled(user) == []


def test_only_the_login_that_began_it_finishes_it(user, method):
    app = begin(user)

    with pytest.raises(NoPendingEnrollmentError):
        confirm(user, app.code(), login="another")
    with pytest.raises(NoPendingEnrollmentError):
        confirm(user, app.code(), login="")


def test_an_enrolment_ends_after_ten_minutes(user, method, clock):
    app = begin(user)
    clock.shift(599)
    other = begin(user)
    clock.shift(599)
    confirm(user, other.code())

    app = begin(user)
    clock.shift(600)
    with pytest.raises(NoPendingEnrollmentError):
        confirm(user, app.code())


def test_what_has_ended_is_cleared_away(user, method, clock, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    begin(bob)
    clock.shift(600)
    begin(user)

    assert [row.user_id for row in PendingEnrollment.objects.all()] == [user.pk]


def test_an_enrolment_is_finished_once(user, method, clock):
    app = begin(user)
    confirm(user, app.code())
    clock.shift(30)

    with pytest.raises(NoPendingEnrollmentError):
        confirm(user, app.code())


def test_of_two_who_finish_at_once_one_does(user, method, monkeypatch):
    app = begin(user)
    confirm_app = TotpMethod.confirm

    def be_overtaken(*args):
        PendingEnrollment.objects.all().delete()
        return confirm_app(*args)

    monkeypatch.setattr(TotpMethod, "confirm", be_overtaken)
    with pytest.raises(NoPendingEnrollmentError):
        confirm(user, app.code())


def test_a_new_app_replaces_the_old_one(user, app, verify, clock, sent):
    method = TotpMethod()
    EnrolledMethod.objects.filter(name="totp").update(
        is_preferred=True, wrong_answers=100, disabled_at=timezone.now()
    )
    other, codes = enroll(user)
    clock.shift(30)

    with pytest.raises(WrongAnswerError):
        verify(method, app.code())
    verify(method, other.code())
    assert get_row().is_preferred
    assert codes is None  # The earlier ones stay.
    assert sent == [("method_enrolled", user, {"method": "totp", "replaced": True})]
    assert "replaced" in mail.outbox[0].subject


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_in_the_window_is_right(method, app, verify, clock, steps):
    clock.shift(30)

    verify(method, app.code(steps))


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_beyond_the_window_is_wrong(method, app, verify, clock, steps):
    clock.shift(60)
    # Of a few hundred thousand secrets, one has a code twice in so short a time.
    while app.code(steps) in {app.code(near) for near in (-1, 0, 1)}:
        clock.shift(30)

    with pytest.raises(WrongAnswerError):
        verify(method, app.code(steps))


def test_the_window_can_be_set(method, app, verify, clock, configure):
    clock.shift(60)
    configure(TOTP_VALID_WINDOW=0)
    with pytest.raises(WrongAnswerError):
        verify(method, app.code(1))

    configure(TOTP_VALID_WINDOW=2)
    verify(method, app.code(2))


def test_a_code_is_accepted_once(method, app, verify, clock):
    code = app.code()
    verify(method, code)

    with pytest.raises(WrongAnswerError):
        verify(method, code)
    clock.shift(30)
    with pytest.raises(WrongAnswerError):
        verify(method, code)
    verify(method, app.code())


def test_after_a_later_code_an_earlier_one_is_not_accepted(method, app, verify, clock):
    clock.shift(30)
    verify(method, app.code(1))

    for steps in (-1, 0, 1):
        with pytest.raises(WrongAnswerError):
            verify(method, app.code(steps))


def test_the_code_that_confirmed_the_enrolment_is_used_up(user, method, verify, clock):
    app, _codes = enroll(user)

    with pytest.raises(WrongAnswerError):
        verify(method, app.code())


@pytest.mark.parametrize("write", FORMS)
def test_how_the_code_is_typed_does_not_matter(method, app, verify, write):
    verify(method, write(app.code()))


@pytest.mark.parametrize("write", FORMS)
def test_how_the_first_code_is_typed_does_not_matter(user, method, write):
    app = begin(user)

    confirm(user, write(app.code()))

    assert get_enrolled(user)


@pytest.mark.parametrize("answer", ["", "12345", "1234567", "abcdef", "١٢٣٤٥"])
def test_a_malformed_answer_writes_nothing(
    method, app, verify, answer, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(WrongAnswerError):
        verify(method, answer)
    assert get_row().wrong_answers == 0


def test_a_right_code_is_noted(method, app, verify, clock):
    with pytest.raises(WrongAnswerError):
        verify(method, app.wrong_code())
    assert get_row().wrong_answers == 1
    assert get_row().last_used_at is None

    verify(method, app.code())
    assert get_row().wrong_answers == 0
    assert get_row().last_used_at == timezone.now()


@pytest.mark.parametrize("user_pk", [12345, "no key", None, [1], 1.5j])
@pytest.mark.usefixtures("enrolled")
def test_whoever_does_not_exist_has_no_right_code(method, app, user_pk):
    with pytest.raises(WrongAnswerError):
        method.verify(user_pk, {}, app.code(), None)


def test_nobody_else_logs_in_with_it(method, app, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    enroll(bob)

    with pytest.raises(WrongAnswerError):
        method.verify(bob.pk, {}, app.code(), None)


def test_a_secret_copied_to_another_user_is_an_error(user, method, app, clock, caplog):
    bob = type(user).objects.create_user("bob")
    enroll(bob)
    clock.shift(30)
    stolen = TotpSecret.objects.get(method__user_id=bob.pk)
    TotpSecret.objects.filter(method__user_id=user.pk).update(
        secret=stolen.secret, key_id=stolen.key_id
    )

    with pytest.raises(MethodUnavailableError):
        method.verify(user.pk, {}, app.code(), None)
    assert EnrolledMethod.objects.get(user_id=user.pk, name="totp").wrong_answers == 0
    assert f"totp of user {user.pk} cannot be decrypted" in caplog.text


def test_a_pending_secret_that_no_key_opens_is_an_error(user, method, settings):
    app = begin(user)
    settings.SECRET_KEY = "another"

    with pytest.raises(MethodUnavailableError):
        confirm(user, app.code())


def test_what_is_removed_is_gone(user, method, app, verify, sent):
    changes.remove(user, read_factors(user), "totp")

    assert get_enrolled(user) == []
    with pytest.raises(WrongAnswerError):
        verify(method, app.code())
    assert not EnrolledMethod.objects.exists()  # The recovery codes, too.
    assert sent == [("method_removed", user, {"method": "totp"})]
    assert "removed" in mail.outbox[0].subject


def test_rows_go_with_their_user(user, enrolled):
    user.delete()

    assert not EnrolledMethod.objects.exists()


def test_a_method_cannot_be_used_while_it_is_disabled(user, method, app, verify):
    EnrolledMethod.objects.update(disabled_at=timezone.now() - timedelta(1))

    assert not method.is_usable(read_factors(user))
    assert get_enrolled(user)
    with pytest.raises(WrongAnswerError):
        verify(method, app.code())


def test_a_user_name_may_be_a_number(user, method, monkeypatch):
    monkeypatch.setattr(type(user), "get_username", lambda user: 4711)

    uri = changes.set_up(user, method, "login")["provisioning_uri"]

    assert uri.startswith("otpauth://totp/4711?")


def replace_when_looked_at(monkeypatch, user):
    """Let the user set another app up after the row of the first was read."""
    load = TotpMethod.load

    def load_and_replace(method, row):
        loaded = load(method, row)
        monkeypatch.setattr(TotpMethod, "load", load)
        enroll_app(user)
        return loaded

    monkeypatch.setattr(TotpMethod, "load", load_and_replace)


def test_the_old_app_is_wrong_while_it_is_replaced(
    user, method, app, verify, monkeypatch
):
    replace_when_looked_at(monkeypatch, user)

    with pytest.raises(WrongAnswerError):
        verify(method, app.code())


def test_no_text_of_it_tells_the_secret(user, method, app):
    loaded = method.load(get_row())

    assert repr(app.secret) not in repr(loaded)
    assert "secret" not in repr(method.set_up(user))


def test_a_row_without_a_secret_has_no_right_code(method, app, verify):
    TotpSecret.objects.all().delete()

    with pytest.raises(WrongAnswerError):
        verify(method, app.code())
    assert get_row().wrong_answers == 0


OTHERS = [(8, 30, "sha1"), (6, 60, "sha256"), (8, 30, "sha512")]


@pytest.fixture
def change_app(app):
    """Give the app other parameters, as one that was imported may have."""

    def change_app(digits, period, algorithm):
        TotpSecret.objects.update(
            digits=digits, period=period, algorithm=algorithm, last_step=-1
        )
        step = rfc6238.get_step(time.time(), period)
        return rfc6238.make_code(app.secret, step, digits, algorithm)

    return change_app


@pytest.mark.parametrize("parameters", OTHERS)
def test_an_app_with_other_parameters_logs_in_once(
    method, verify, change_app, parameters
):
    code = change_app(*parameters)

    verify(method, code)
    with pytest.raises(WrongAnswerError):
        verify(method, code)
    assert get_row().wrong_answers == 1


def test_a_code_with_more_digits_or_fewer_does_not_count(method, verify, change_app):
    code = change_app(8, 30, "sha1")
    with pytest.raises(WrongAnswerError):
        verify(method, code[2:])
    change_app(6, 30, "sha1")
    with pytest.raises(WrongAnswerError):
        verify(method, code)

    assert get_row().wrong_answers == 0


def test_an_app_in_its_place_has_our_parameters(user, method, verify, change_app):
    for replace in (lambda: enroll(user)[0], lambda: enroll_app(user)):
        change_app(8, 60, "sha512")
        app = replace()

        row = TotpSecret.objects.get()
        assert (row.digits, row.period, row.algorithm) == (6, 30, "sha1")
        TotpSecret.objects.update(last_step=-1)
        verify(method, app.code())
