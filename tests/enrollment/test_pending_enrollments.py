import pytest

from drf_jwt_2fa.enrollment.store.accounts import pending as pending_enrollments
from drf_jwt_2fa.methods import NoPendingEnrollmentError


def test_an_enrolment_is_taken_once(user, db):
    pending_enrollments.begin(user, "totp", "login", b"secret")
    pending = pending_enrollments.find(user, "totp", "login")

    pending_enrollments.take(pending)

    with pytest.raises(NoPendingEnrollmentError):
        pending_enrollments.take(pending)


def test_an_enrolment_that_was_replaced_in_the_meantime_is_not_taken(user, db):
    pending_enrollments.begin(user, "totp", "login", b"secret")
    pending = pending_enrollments.find(user, "totp", "login")
    pending_enrollments.begin(user, "totp", "login", b"another")

    with pytest.raises(NoPendingEnrollmentError):
        pending_enrollments.take(pending)
    assert pending_enrollments.find(user, "totp", "login")
