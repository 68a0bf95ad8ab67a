"""Sessions that are over are deleted, and only those."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from testproject.devices import get_code

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.store.cleaning import delete_dead
from drf_jwt_2fa.sessions.testing import begin_session

DAY = timedelta(days=1)


@pytest.fixture
def make(user, clock):
    now = timezone.now()

    def make(**columns):
        moments = {
            name: None if days is None else now + days * DAY
            for name, days in columns.items()
        }
        return begin_session(user, **moments).session

    return make


@pytest.mark.parametrize(
    ("columns", "stays"),
    [
        ({"expires_at": 1}, True),
        ({"expires_at": -1}, False),
        ({"expires_at": 1, "ended_at": -29}, True),
        ({"expires_at": -20, "ended_at": -29}, True),
        ({"expires_at": 1, "ended_at": -31}, False),
        # Else the token that it was adopted from would begin another one.
        ({"expires_at": -1, "adopted_until": 1}, True),
        ({"expires_at": 1, "ended_at": -31, "adopted_until": 1}, True),
        ({"expires_at": -1, "adopted_until": -1}, False),
    ],
)
def test_what_stays_and_what_goes(make, columns, stays):
    make(**columns)

    assert list(delete_dead(1000)) == ([] if stays else [1])
    assert Session.objects.exists() is stays


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4])
def test_they_go_in_batches_each_a_short_statement(make, number):
    for _ in range(number):
        make(expires_at=-1)
    make(expires_at=1)

    with CaptureQueriesContext(connection) as queries:
        deleted = list(delete_dead(2))

    assert sum(deleted) == number
    assert max(deleted, default=0) <= 2
    assert Session.objects.count() == 1
    assert len(queries) == 2 * len(deleted) + 1
    assert not any("user" in one["sql"] for one in queries if "DELETE" in one["sql"])


def test_an_ended_session_of_an_old_token_stays_ended(user, clock, client, monkeypatch):
    """Its row stays as long as the token could begin another one."""
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415

    class Long(RefreshToken):
        lifetime = timedelta(days=90)

    token = str(Long.for_user(user))
    client.post("/sign-out/", {"refresh": token})
    clock.shift(40 * 24 * 3600)

    assert list(delete_dead(1000)) == []
    response = client.post("/refresh/", {"refresh": token})
    assert get_code(response) == (401, "token_not_valid")
