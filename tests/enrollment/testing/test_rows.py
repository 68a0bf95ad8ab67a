"""Rows of methods, without the endpoints."""

from django.db import transaction

from drf_jwt_2fa.enrollment.models import Account, EnrolledMethod
from drf_jwt_2fa.enrollment.testing.rows import enroll


def test_a_row_is_new_and_voids_older_tokens(user):
    Account.objects.create(user=user, epoch=7, password="")

    with transaction.atomic():
        row = enroll(user, "totp")

    assert EnrolledMethod.objects.get() == row
    assert (row.user, row.name) == (user, "totp")
    assert Account.objects.get().epoch == 8
