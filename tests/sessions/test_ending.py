"""The end of sessions."""

import pytest
from django.core.cache import caches

from drf_jwt_2fa.exceptions import CacheUnavailableError
from drf_jwt_2fa.sessions import ending
from drf_jwt_2fa.sessions.ending import end, end_rows
from drf_jwt_2fa.sessions.models import EndedBy, Session
from drf_jwt_2fa.sessions.testing import begin_session


def test_a_session_ends_once(user, sent):
    session = begin_session(user).session
    sent.clear()

    assert end([session], EndedBy.STAFF) == 1
    assert end([session], EndedBy.USER) == 0

    session.refresh_from_db()
    assert session.ended_at is not None
    assert session.ended_by == "staff"
    assert sent == [("session_ended", user, {"session": session, "by": "staff"})]


def test_where_nobody_listens_no_user_is_read(user, django_assert_num_queries):
    session = Session.objects.get(pk=begin_session(user).session.pk)

    with django_assert_num_queries(1):
        assert end([session], EndedBy.STAFF) == 1


def test_no_session_takes_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert end([], EndedBy.STAFF) == 0


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5])
def test_any_number_of_them_ends_in_batches(monkeypatch, user, number):
    monkeypatch.setattr(ending, "_BATCH", 2)
    for _ in range(number):
        begin_session(user)

    assert end_rows(Session.objects.all(), EndedBy.STAFF) == number
    assert not Session.objects.filter(ended_at=None)


def test_nothing_ends_where_the_cache_cannot_say_so(monkeypatch, user, configure):
    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    session = begin_session(user).session
    monkeypatch.setattr(caches["default"], "set_many", None)

    with pytest.raises(CacheUnavailableError):
        end([session], EndedBy.USER)

    session.refresh_from_db()
    assert session.ended_at is None


@pytest.mark.parametrize("by", [EndedBy.REUSE, EndedBy.PASSWORD, EndedBy.STAFF])
def test_a_cache_that_is_down_keeps_no_thief_signed_in(
    monkeypatch, user, configure, by
):
    configure(CHECK_SESSIONS_OF_ACCESS_TOKENS=True)
    session = begin_session(user).session
    monkeypatch.setattr(caches["default"], "set_many", None)

    with pytest.raises(CacheUnavailableError):
        end([session], by)

    session.refresh_from_db()
    assert session.ended_by == by.value
