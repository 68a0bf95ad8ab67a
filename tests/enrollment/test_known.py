"""A method that was set up elsewhere is enrolled with what is known of it."""

from datetime import datetime, timezone

import pytest
from django.core import mail

from drf_jwt_2fa.enrollment.known import enroll_known
from drf_jwt_2fa.enrollment.models import EnrolledMethod
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.enrollment.store.secrets import seal_totp_secret
from drf_jwt_2fa.methods import WrongAnswerError

LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)


def enroll_their_app(user, method, app):
    columns = {**seal_totp_secret(app.secret, user), "last_step": -1}
    return enroll_known(user, method, columns, created_at=LONG_AGO, is_preferred=True)


def test_the_method_is_as_it_was_elsewhere(user, method, app, verify):
    EnrolledMethod.objects.all().delete()

    row = enroll_their_app(user, method, app)

    row.refresh_from_db()
    assert (row.created_at, row.is_preferred) == (LONG_AGO, True)
    verify(method, app.code())
    with pytest.raises(WrongAnswerError):
        verify(method, app.code())


def test_nobody_is_told_and_tokens_of_before_are_void(user, method, app, sent):
    epoch = read_factors(user).epoch

    enroll_their_app(user, method, app)

    assert not mail.outbox
    assert sent == []
    assert read_factors(user).epoch == epoch + 1


def test_an_earlier_one_is_replaced(user, method, app):
    EnrolledMethod.objects.filter(name="totp").update(wrong_answers=100)

    enroll_their_app(user, method, app)

    row = EnrolledMethod.objects.get(name="totp")
    assert (row.wrong_answers, row.created_at) == (0, LONG_AGO)
