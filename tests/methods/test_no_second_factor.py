"""What stands in for a second factor is the password, and counts as none."""

import pytest

from drf_jwt_2fa.methods import NoSecondFactor, WrongAnswerError


def verify(user_pk, answer):
    NoSecondFactor().verify(user_pk, {}, answer, None)


def test_the_password_is_right(user):
    verify(user.pk, "correct horse")


@pytest.mark.parametrize("answer", ["", "wrong", "\ud800", "\0", "correct horse "])
def test_anything_else_is_wrong(user, answer):
    with pytest.raises(WrongAnswerError) as caught:
        verify(user.pk, answer)

    # An error of before may show the password.
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("user_pk", [4711, "no key", None, 10**30, "\0"])
@pytest.mark.django_db
def test_whoever_does_not_exist_has_no_right_password(user_pk):
    with pytest.raises(WrongAnswerError):
        verify(user_pk, "correct horse")


def test_tokens_tell_of_no_second_factor():
    assert NoSecondFactor().amr == ()
