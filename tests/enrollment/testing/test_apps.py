"""Projects test what their users with authenticator apps do."""

import pytest
from django.core import mail
from rest_framework.test import APIClient

from drf_jwt_2fa.enrollment.testing import enroll_app
from drf_jwt_2fa.testing import LoginFailedError, log_in


@pytest.fixture
def client(db):
    return APIClient()


def test_a_user_with_an_app_logs_in_as_often_as_a_test_wants(user, client):
    app = enroll_app(user)

    for _ in range(5):
        assert log_in(client, "ann", "correct horse", answer=app.code)
        assert client.get("/me/").json() == {"username": "ann"}


def test_one_code_is_good_once(user, client, clock):
    code = enroll_app(user).code()
    log_in(client, "ann", "correct horse", answer=lambda: code)

    with pytest.raises(LoginFailedError, match="/auth/: 401"):
        log_in(client, "ann", "correct horse", answer=lambda: code)


def test_a_user_with_an_app_needs_an_answer(user, client):
    enroll_app(user)

    with pytest.raises(LoginFailedError, match="not sent through CODE_SENDER"):
        log_in(client, "ann", "correct horse")


def test_nobody_hears_of_an_app_that_a_test_enrols(user, sent):
    enroll_app(user)

    assert not mail.outbox
    assert not sent


def test_another_app_takes_the_place_of_the_first(user, client):
    first = enroll_app(user)
    second = enroll_app(user)

    with pytest.raises(LoginFailedError):
        log_in(client, "ann", "correct horse", answer=first.code)
    assert log_in(client, "ann", "correct horse", answer=second.code)


def test_recovery_codes_are_made_when_they_are_asked_for(user):
    app = enroll_app(user)

    assert len(app.make_recovery_codes()) == 10
    assert app.make_recovery_codes() == []


def test_the_secret_is_not_shown(user):
    app = enroll_app(user)

    assert repr(app.secret) not in repr(app)
