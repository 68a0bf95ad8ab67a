"""A method that says nothing does nothing, and lets nobody in."""

import pytest

from drf_jwt_2fa.methods import Challenge, Enrolled, Factors, Method, WrongAnswerError


class Card(Method):
    name = "card"
    needs_enrollment = True


def make_card(**state):
    return Factors(enrolled=(Enrolled("card", None, **state),))


def test_it_asks_nothing_and_no_answer_is_right():
    method = Method()

    challenge = method.begin(object(), None)

    assert challenge.claims == {}
    assert challenge.deliver() is None
    with pytest.raises(WrongAnswerError):
        method.verify(1, {}, "1234567", None)


def test_it_tells_nothing_more():
    method = Method()

    assert method.get_destination(object()) is None
    assert method.describe_use(object()) == {}
    assert method.check() == []
    assert (method.amr, method.sends, method.verbose_name) == ((), False, "")


def test_without_enrolment_everybody_can_use_it():
    assert Method().is_usable(Factors())
    assert Method().can_reach(object())


@pytest.mark.parametrize(
    ("factors", "is_usable"),
    [
        (Factors(), False),
        (make_card(), True),
        (make_card(is_disabled=True), False),
    ],
)
def test_with_enrolment_those_can_who_have_one_that_is_not_disabled(factors, is_usable):
    assert Card().is_usable(factors) == is_usable


def test_challenges_share_nothing():
    first, second = Challenge(), Challenge()

    assert first.claims is not second.claims
