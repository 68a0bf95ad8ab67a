"""An enrolment that was begun, which one login finishes in ten minutes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from drf_jwt_2fa.enrollment.models import PendingEnrollment
from drf_jwt_2fa.enrollment.store import pending
from drf_jwt_2fa.enrollment.store.pending import NoPendingEnrollmentError


def test_an_enrolment_is_taken_once(user):
    pending.begin(user, "totp", "login", b"secret")
    row = pending.find(user, "totp", "login")

    pending.take(row)

    with pytest.raises(NoPendingEnrollmentError):
        pending.take(row)


def test_an_enrolment_that_was_replaced_in_the_meantime_is_not_taken(user):
    pending.begin(user, "totp", "login", b"secret")
    row = pending.find(user, "totp", "login")
    pending.begin(user, "totp", "login", b"another")

    with pytest.raises(NoPendingEnrollmentError):
        pending.take(row)
    assert pending.find(user, "totp", "login")


@pytest.mark.parametrize(("name", "login"), [("card", "login"), ("totp", "another")])
def test_an_enrolment_is_of_one_method_and_one_login(user, name, login):
    pending.begin(user, "totp", "login", b"secret")

    with pytest.raises(NoPendingEnrollmentError):
        pending.find(user, name, login)


def test_attempts_are_limited_and_a_new_one_begins_anew(user):
    pending.begin(user, "totp", "login", b"secret")
    row = pending.find(user, "totp", "login")
    for _ in range(5):
        pending.count_attempt(row)
    with pytest.raises(NoPendingEnrollmentError):
        pending.count_attempt(row)

    pending.begin(user, "totp", "login", b"another")
    pending.count_attempt(row)
    assert pending.find(user, "totp", "login").attempts == 1


def test_without_a_limit_they_are_counted_without_end(user, configure):
    configure(MAX_AUTH_ATTEMPTS_PER_CODE_TOKEN=None)
    pending.begin(user, "totp", "login", b"secret")
    row = pending.find(user, "totp", "login")

    for _ in range(7):
        pending.count_attempt(row)
    assert pending.find(user, "totp", "login").attempts == 7


def test_ending_all_leaves_those_of_others(user, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    for one in (user, bob):
        pending.begin(one, "totp", "login", b"secret")

    pending.end_all(user)

    assert [row.user_id for row in PendingEnrollment.objects.all()] == [bob.pk]


def test_a_transaction_begins_with_a_write(user):
    """SQLite breaks one off that has read first, if another wrote in the meantime."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pending.begin(user, "totp", "login", b"secret")

    statements = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert statements[0].startswith(("DELETE", "BEGIN"))
