"""``manage.py flush_2fa``"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from drf_jwt_2fa.sessions.models import Session
from drf_jwt_2fa.sessions.testing import begin_session


def test_it_deletes_what_is_over_and_reports_the_progress(user):
    for days in (-1, -1, -1, 1):
        begin_session(user, expires_at=timezone.now() + timedelta(days=days))
    out = StringIO()

    call_command("flush_2fa", batch_size=2, stdout=out)

    assert out.getvalue().splitlines() == [
        "Sessions deleted: 2",
        "Sessions deleted: 3",
        "3 sessions were deleted.",
        "0 trusted devices were deleted.",
    ]
    assert Session.objects.count() == 1


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_has_rows(db, size):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("flush_2fa", batch_size=size)


def test_batches_are_of_a_thousand(db):
    out = StringIO()
    call_command("flush_2fa", stdout=out)

    assert out.getvalue().splitlines()[0] == "0 sessions were deleted."
