"""What holds for every method, and for one that says nothing."""

import json
import re

import pytest

from drf_jwt_2fa.methods import (
    CODE,
    Challenge,
    Enrolled,
    Factors,
    Method,
    WrongAnswerError,
)

# RFC 8176, 2.
REGISTERED_AMR = {
    *("face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop"),
    *("pwd", "rba", "retina", "sc", "sms", "swk", "tel", "user", "vbm", "wia"),
}


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
    with pytest.raises(WrongAnswerError):
        method.identify({}, {})


def test_it_tells_nothing_more():
    method = Method()

    assert method.get_destination(object()) is None
    assert method.describe_use(object()) == {}
    assert method.repeat(object(), {}) == {}
    assert method.use_schema == {}
    assert method.check() == []
    assert method.check_form({}) is None
    assert method.answer_field == CODE
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


def test_it_is_a_method_with_a_name_for_the_wire(case):
    assert isinstance(case.method, Method)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case.method.name)


def test_its_amr_values_are_registered(case):
    assert case.method.amr
    assert set(case.method.amr) <= REGISTERED_AMR


def test_a_user_who_can_use_it_can_answer(case):
    assert case.method.is_usable(case.factors)
    assert case.method.can_reach(case.user)

    claims = case.begin()

    amr = case.verify(claims, case.right_answer())

    assert amr is None or set(amr) <= REGISTERED_AMR


def test_what_is_signed_into_the_code_token_is_json(case):
    claims = case.begin()

    assert json.loads(json.dumps(claims)) == claims


def test_the_claims_do_not_tell_the_answer(case):
    claims = case.begin()

    assert json.dumps(case.right_answer()) not in json.dumps(claims)
    assert str(case.right_answer()) not in json.dumps(claims)


def test_a_wrong_answer_raises(case):
    claims = case.begin()

    with pytest.raises(WrongAnswerError):
        case.verify(claims, case.wrong_answer())


@pytest.mark.parametrize(
    "answer",
    ["", " ", "x", "\uff11\uff12\uff13", "1" * 64, "\0", "\ud800", "-1", "1e6"],
)
def test_a_malformed_answer_is_a_wrong_one(case, answer):
    claims = case.begin()

    with pytest.raises(WrongAnswerError):
        case.verify(claims, answer)
    # And it burns nothing.
    case.verify(claims, case.right_answer())


def test_a_destination_is_masked(case):
    destination = case.method.get_destination(case.user)

    assert destination is None or "•" in destination


def test_one_object_serves_all_users(case):
    first, second = case.begin(), case.begin()
    answer = case.right_answer()

    if first != second:
        with pytest.raises(WrongAnswerError):
            case.verify(first, answer)
    case.verify(second, answer)


def test_it_tells_what_is_wrong_with_its_configuration(case):
    assert case.method.check() == []


def test_a_method_that_needs_enrolment_is_enrolled_and_the_others_are_not(case):
    needs_enrollment = case.method.needs_enrollment

    assert (case.factors.find(case.method.name) is not None) == needs_enrollment
    assert case.method.is_usable(Factors()) == (not needs_enrollment)


def test_where_nothing_is_sent_there_is_no_destination(case):
    if not case.method.sends:
        assert case.method.get_destination(case.user) is None


def test_what_is_public_can_be_shown_again(case):
    challenge = case.method.begin(case.user, case.codes)

    assert case.method.repeat(case.user, challenge.claims) == challenge.public


def test_what_is_removed_can_be_used_no_more(case):
    if not case.method.needs_enrollment:
        return
    from drf_jwt_2fa.enrollment import changes  # noqa: PLC0415

    claims = case.begin()
    changes.remove(case.user, case.factors, case.method.name)

    assert not case.method.is_usable(case.factors)
    with pytest.raises(WrongAnswerError):
        case.verify(claims, case.right_answer())
