"""What all methods that users enrol have in common."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from drf_jwt_2fa.claims import PURPOSE_CLAIM, STEP_UP
from drf_jwt_2fa.enrollment.methods import EnrollableMethod, Setup
from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.methods import MethodUnavailableError, WrongAnswerError


class Card(EnrollableMethod):
    """A card with a word on it."""

    name = "card"

    def __init__(self):
        self.used = []

    def read_answer(self, answer):
        if not answer.isalpha():
            raise WrongAnswerError
        return answer.lower()

    def is_right(self, row, answer):
        return answer == row.data

    def note_use(self, row):
        self.used.append(row)


@pytest.fixture
def card(user):
    card = Card()
    now = timezone.now()
    row = EnrolledMethod.objects.create(user=user, name="card", created_at=now)
    card.keep(row, "word")
    Account.objects.create(user=user, epoch=1, password="")
    return card


def get_row():
    return EnrolledMethod.objects.get()


def test_a_right_answer_is_noted(card, verify):
    verify(card, "Word")

    [row] = card.used
    assert row == get_row()
    assert row.data == "word"


def test_a_wrong_answer_is_counted(card, verify):
    with pytest.raises(WrongAnswerError):
        verify(card, "other")

    assert get_row().wrong_answers == 1
    assert card.used == []


def test_a_wrong_answer_to_a_step_up_is_counted_elsewhere(card, verify):
    with pytest.raises(WrongAnswerError):
        verify(card, "other", claims={PURPOSE_CLAIM: STEP_UP})

    assert get_row().wrong_answers == 0
    assert Account.objects.get().wrong_step_ups == 1


def test_what_cannot_be_an_answer_is_not_counted(
    card, verify, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(WrongAnswerError):
        verify(card, "1")


def test_what_cannot_be_read_is_not_counted(card, verify, monkeypatch):
    def fail(self, row):
        raise MethodUnavailableError

    monkeypatch.setattr(Card, "load", fail)
    with pytest.raises(MethodUnavailableError):
        verify(card, "word")

    assert get_row().wrong_answers == 0


@pytest.mark.parametrize(
    "columns", [{"wrong_answers": 100}, {"disabled_at": "2030-01-01T00:00:00Z"}]
)
def test_a_disabled_method_takes_no_answer(card, verify, columns):
    EnrolledMethod.objects.update(**columns)

    with pytest.raises(WrongAnswerError):
        verify(card, "word")


def test_the_row_is_read_in_one_query(card, verify, django_assert_max_num_queries):
    # Beside it are the count and what it becomes, in a transaction of its own.
    with django_assert_max_num_queries(6):
        verify(card, "word")


def test_a_secret_of_a_setup_is_not_shown():
    assert "s3cret" not in repr(Setup({"secret": "s3cret"}, b"s3cret"))


def test_a_method_has_to_say_how_it_is_set_up(user):
    with pytest.raises(ImproperlyConfigured, match="Card has no set_up"):
        Card().set_up(user)
    with pytest.raises(ImproperlyConfigured, match="Card has no confirm"):
        Card().confirm(user, b"", "word")
