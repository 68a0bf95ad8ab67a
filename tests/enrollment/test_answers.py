"""No more than 100 wrong answers in a row are looked at."""

import pytest
from django.core import mail
from django.utils import timezone
from enrollment.conftest import enroll

from drf_jwt_2fa.enrollment.models import EnrolledMethod
from drf_jwt_2fa.enrollment.store.guesses import judge
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


def test_the_hundredth_disables_the_method_even_for_a_right_code(row, app, verify):
    from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod  # noqa: PLC0415

    answer_wrong(row, 100)

    row.refresh_from_db()
    assert row.disabled_at == timezone.now()
    with pytest.raises(WrongAnswerError):
        verify(TotpMethod(), app.code())


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


def test_a_method_that_nobody_disabled_in_time_takes_no_answers(user, row):
    """The process was killed between the hundredth answer and what follows from it."""
    from drf_jwt_2fa.enrollment.methods.totp.method import TotpMethod  # noqa: PLC0415

    EnrolledMethod.objects.update(wrong_answers=MOST_WRONG_ANSWERS)

    assert not TotpMethod().is_usable_by(user)
    with pytest.raises(WrongAnswerError):
        judge(row, lambda: True)


def test_setting_it_up_anew_is_the_way_back(user, row):
    answer_wrong(row, 100)

    enroll(user)

    judge(row, lambda: True)
