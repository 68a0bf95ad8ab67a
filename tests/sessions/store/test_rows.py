"""The queries of sessions."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from testproject.models import Member

from drf_jwt_2fa.sessions.clients import Client
from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.store import rows
from drf_jwt_2fa.sessions.testing import begin_session

CLIENT = Client("192.0.2.1", "Firefox")


def rotate(found):
    now = timezone.now()
    return rows.rotate(found, now, now + timedelta(days=1), CLIENT)


def test_a_session_is_found_with_its_user_and_epoch_in_one_query(user):
    session = begin_session(user).session

    with CaptureQueriesContext(connection) as queries:
        found = rows.find(session.pk)
        assert found.user.username == "ann"
    assert len(queries) == 1
    assert found.epoch == session.epoch is not None


@pytest.mark.django_db
def test_a_user_whose_password_is_null_is_compared_too(user, monkeypatch):
    # Of a project whose users log in elsewhere.
    found = rows.find(begin_session(user).session.pk)
    found.user.password = None

    assert not rotate(found)
    columns = ("password", "is_active")
    query = str(
        rows._find_unchanged(columns[1:], columns[:1], rows._Epoch.IGNORED).query
    )
    assert '"password" IS NULL' in query
    assert '"is_active" = ' in query


def test_a_session_of_a_user_who_is_gone_is_not_begun(user, monkeypatch):
    session = begin_session(user).session

    def fail(*args, **more):
        raise IntegrityError

    monkeypatch.setattr(Session, "save", fail)
    with pytest.raises(AuthenticationFailed) as caught:
        rows.insert(session)
    assert caught.value.detail["code"] == "user_not_found"


@pytest.mark.django_db
def test_what_is_not_there_is_not_found():
    assert rows.find(uuid.uuid4()) is None


def test_one_of_two_counts_a_generation(user):
    found = rows.find(begin_session(user).session.pk)

    assert rotate(found)
    assert not rotate(found)
    session = Session.objects.get()
    assert session.generation == 1
    assert (session.ip, session.user_agent) == ("192.0.2.1", "Firefox")


def test_a_session_is_kept_once(user):
    session = begin_session(user).session

    assert not rows.keep(session)
    session.pk = uuid.uuid4()
    assert rows.keep(session)
    assert Session.objects.count() == 2


def test_an_ended_session_does_not_advance(user):
    session = begin_session(user).session
    assert rows.advance(session.pk, user).generation == 1

    Session.objects.update(ended_at=timezone.now())
    assert rows.advance(session.pk, user) is None


def test_live_sessions_are_of_the_present_password(user):
    begin_session(user)
    assert rows.get_live(user).count() == 1

    user.set_password("another horse")
    assert rows.get_live(user).count() == 0


def test_only_columns_of_the_user_model_are_compared():
    assert rows._has_column(get_user_model(), "password")
    assert not rows._has_column(get_user_model(), "groups_of_people")
    assert rows._has_column(Member, "is_active")
