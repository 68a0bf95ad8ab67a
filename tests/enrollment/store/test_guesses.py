"""No more than 100 wrong answers in a row are looked at, and 20 in step-ups."""

import pytest
from django.core import mail
from django.utils import timezone
from testproject.enrolling import enroll

from drf_jwt_2fa.enrollment import changes
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.enrollment.store import (
    count_sent_code,
    count_step_up,
    forget_sent_codes,
    forget_step_ups,
    note_wrong_sent_code,
    read_factors,
)
from drf_jwt_2fa.enrollment.store.guesses import judge, judge_step_up
from drf_jwt_2fa.enrollment.store.rows import MOST_WRONG_ANSWERS
from drf_jwt_2fa.methods import WrongAnswerError


@pytest.fixture
def row(enrolled):
    return EnrolledMethod.objects.get(name="totp")


def answer_wrong(row, times):
    for _ in range(times):
        with pytest.raises(WrongAnswerError):
            judge(row, lambda: False)


def get_subjects():
    return [message.subject for message in mail.outbox]


def test_the_user_is_told_at_the_tenth_and_at_the_hundredth(user, row, sent):
    answer_wrong(row, 9)
    assert get_subjects() == []
    answer_wrong(row, 1)
    assert get_subjects() == ["Many wrong codes were entered for your account"]
    answer_wrong(row, 89)
    assert (len(mail.outbox), sent) == (1, [])
    answer_wrong(row, 1)
    assert get_subjects()[1:] == [
        "A method of your two-factor authentication was disabled"
    ]
    assert "longer works: Authenticator app." in mail.outbox[1].body
    assert sent == [("method_disabled", user, {"method": "totp"})]


def test_the_hundredth_disables_the_method_even_for_a_right_code(
    row, method, app, verify
):
    answer_wrong(row, 100)

    row.refresh_from_db()
    assert row.disabled_at == timezone.now()
    with pytest.raises(WrongAnswerError):
        verify(method, app.code())


def test_no_answer_is_looked_at_after_that(row):
    looked_at = []
    for _ in range(120):
        with pytest.raises(WrongAnswerError):
            judge(row, lambda: looked_at.append(1))

    assert len(looked_at) == 100


def test_a_right_answer_begins_anew(row, sent):
    answer_wrong(row, 99)
    judge(row, lambda: True)
    answer_wrong(row, 99)

    row.refresh_from_db()
    assert (row.wrong_answers, row.disabled_at, sent) == (99, None, [])


def test_the_hundredth_may_be_right(row):
    answer_wrong(row, 99)
    judge(row, lambda: True)

    row.refresh_from_db()
    assert (row.wrong_answers, row.disabled_at) == (0, None)


def test_an_answer_is_counted_before_it_is_looked_at(row):
    def look():
        row.refresh_from_db()
        return row.wrong_answers == 1

    judge(row, look)


def test_the_counts_of_methods_are_their_own(user, row, enrolled):
    answer_wrong(row, 5)

    other = EnrolledMethod.objects.get(name="recovery-code")
    assert other.wrong_answers == 0


def test_a_right_answer_in_the_meantime_keeps_the_method(row, sent):
    answer_wrong(row, 99)

    def be_overtaken():
        EnrolledMethod.objects.update(wrong_answers=0)
        return False

    with pytest.raises(WrongAnswerError):
        judge(row, be_overtaken)
    row.refresh_from_db()
    assert (row.disabled_at, sent) == (None, [])


def test_a_method_that_nobody_disabled_in_time_takes_no_answers(user, row, method):
    """The process was killed between the hundredth answer and what follows from it."""
    EnrolledMethod.objects.update(wrong_answers=MOST_WRONG_ANSWERS)

    assert not method.is_usable(read_factors(user))
    with pytest.raises(WrongAnswerError):
        judge(row, lambda: True)


def test_setting_it_up_anew_is_the_way_back(user, row):
    answer_wrong(row, 100)

    enroll(user)

    judge(row, lambda: True)


def answer_step_ups_wrong(row, times):
    for _ in range(times):
        with pytest.raises(WrongAnswerError):
            judge_step_up(row, lambda: False)


def test_twenty_wrong_answers_close_step_ups_and_no_method(user, row, sent):
    looked_at = []
    for _ in range(25):
        with pytest.raises(WrongAnswerError):
            judge_step_up(row, lambda: looked_at.append(1))

    assert len(looked_at) == 20
    factors = read_factors(user)
    assert factors.are_step_ups_closed
    row.refresh_from_db()
    assert (row.wrong_answers, row.disabled_at) == (0, None)
    assert (sent, mail.outbox) == ([], [])
    judge(row, lambda: True)  # A login.


def test_step_ups_are_open_until_the_twentieth(user, row):
    answer_step_ups_wrong(row, 19)

    factors = read_factors(user)
    assert factors.has_wrong_step_ups
    assert not factors.are_step_ups_closed
    judge_step_up(row, lambda: True)
    forget_step_ups(user.pk)
    assert not read_factors(user).has_wrong_step_ups


def test_a_right_answer_to_a_step_up_forgets_the_wrong_ones_of_logins(row):
    answer_wrong(row, 3)
    judge_step_up(row, lambda: True)

    row.refresh_from_db()
    assert (row.wrong_answers, row.last_used_at) == (0, timezone.now())


def test_sent_codes_of_step_ups_count_with_those_of_apps(user, row):
    answer_step_ups_wrong(row, 19)
    count_step_up(user.pk)

    with pytest.raises(WrongAnswerError):
        count_step_up(user.pk)
    forget_step_ups(user.pk)
    count_step_up(user.pk)


def answer_sent_codes_wrong(user, times):
    for _ in range(times):
        number = count_sent_code(user.pk, "code-sender")
        note_wrong_sent_code(user.pk, number, "code-sender")


@pytest.mark.usefixtures("enrolled")
def test_sent_codes_end_with_the_hundredth_and_with_warnings(user, sent):
    answer_sent_codes_wrong(user, 9)
    assert get_subjects() == []
    answer_sent_codes_wrong(user, 1)
    assert get_subjects() == ["Many wrong codes were entered for your account"]
    answer_sent_codes_wrong(user, 89)
    assert not read_factors(user).are_sent_codes_disabled
    answer_sent_codes_wrong(user, 1)

    assert read_factors(user).are_sent_codes_disabled
    assert "longer works: Code that is sent." in mail.outbox[1].body
    assert sent == [("method_disabled", user, {"method": "code-sender"})]
    with pytest.raises(WrongAnswerError):
        count_sent_code(user.pk, "code-sender")


@pytest.mark.usefixtures("enrolled")
def test_a_right_sent_code_begins_anew(user):
    answer_sent_codes_wrong(user, 99)
    forget_sent_codes(user.pk)
    answer_sent_codes_wrong(user, 99)

    assert not read_factors(user).are_sent_codes_disabled


@pytest.mark.usefixtures("enrolled")
def test_a_right_sent_code_in_the_meantime_keeps_sent_codes(user, sent):
    answer_sent_codes_wrong(user, 99)
    number = count_sent_code(user.pk, "code-sender")
    forget_sent_codes(user.pk)
    note_wrong_sent_code(user.pk, number, "code-sender")

    assert not read_factors(user).are_sent_codes_disabled
    assert sent == []


@pytest.mark.usefixtures("enrolled")
def test_a_right_sent_code_that_comes_too_late_opens_nothing(user):
    answer_sent_codes_wrong(user, 100)
    forget_sent_codes(user.pk)

    assert read_factors(user).are_sent_codes_disabled
    assert Account.objects.get().wrong_sent_codes == 100


def give_new_password(user):
    user.set_password("battery staple")
    user.save()


@pytest.mark.parametrize("end", [give_new_password, changes.reset])
@pytest.mark.usefixtures("enrolled")
def test_a_new_password_and_a_reset_open_sent_codes_and_step_ups(user, row, end):
    answer_sent_codes_wrong(user, 100)
    answer_step_ups_wrong(row, 20)

    end(user)

    for factors in (read_factors(user), read_factors(user)):
        assert not factors.are_sent_codes_disabled
        assert not factors.has_wrong_step_ups
    answer_sent_codes_wrong(user, 99)


def test_before_the_first_login_there_is_nothing_to_count(user):
    assert count_sent_code(user.pk, "code-sender") == 0
    note_wrong_sent_code(user.pk, 0, "code-sender")
    count_step_up(user.pk)

    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "columns", [{"wrong_answers": 100}, {"disabled_at": "2030-01-01T00:00:00Z"}]
)
def test_a_row_that_was_read_as_disabled_takes_no_answers(row, columns):
    EnrolledMethod.objects.update(**columns)
    row.refresh_from_db()

    with pytest.raises(WrongAnswerError):
        judge(row, lambda: pytest.fail("It was looked at"))


@pytest.mark.usefixtures("enrolled")
def test_no_sent_code_is_looked_at_after_the_hundredth_even_if_nobody_noted_it(user):
    """The process was killed between the hundredth and what follows from it."""
    numbers = [count_sent_code(user.pk, "code-sender") for _ in range(100)]

    assert numbers == list(range(1, 101))
    with pytest.raises(WrongAnswerError):
        count_sent_code(user.pk, "code-sender")
