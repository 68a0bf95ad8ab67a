"""The command that lists users with their methods."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from testproject.enrolling import enroll
from testproject.models import Member

from drf_jwt_2fa.enrollment.management.commands import report_2fa
from drf_jwt_2fa.enrollment.models import EnrolledMethod


@pytest.fixture
def people(clock, django_user_model):
    ann, bob, *_others = (
        django_user_model.objects.create_user(name, is_staff=name in {"ann", "cid"})
        for name in ("ann", "bob", "cid", "dan")
    )
    django_user_model.objects.filter(username="dan").update(is_active=False)
    enroll(ann)
    EnrolledMethod.objects.filter(name="totp").update(
        last_used_at="2030-02-03T00:00:00Z"
    )
    enroll(bob)
    EnrolledMethod.objects.filter(user=bob, name="totp").update(
        disabled_at="2030-02-03T00:00:00Z"
    )


ANN = (
    "ann\ttotp since 2030-01-01, last used 2030-02-03;"
    " recovery-code since 2030-01-01, never used"
)
BOB = (
    "bob\ttotp since 2030-01-01, never used, disabled;"
    " recovery-code since 2030-01-01, never used"
)
CID = "cid\tnone"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ([], [ANN, BOB, CID]),
        (["--staff"], [ANN, CID]),
        (["--missing"], [CID]),
        (["--staff", "--missing"], [CID]),
    ],
)
@pytest.mark.parametrize("batch", [1, 2, 500])
@pytest.mark.usefixtures("people")
def test_the_report(run, options, lines, batch, monkeypatch):
    monkeypatch.setattr(report_2fa, "BATCH_SIZE", batch)

    assert run("report_2fa", *options) == lines


@pytest.fixture
def members(db, monkeypatch):
    """Users of another model, without a column for staff."""
    Member.objects.create_user("eva@example.com", "x")
    monkeypatch.setattr(report_2fa, "get_user_model", lambda: Member)
    monkeypatch.setattr(EnrolledMethod.objects, "filter", lambda **kwargs: User.objects)
    return Member


@pytest.mark.usefixtures("members")
def test_a_user_model_without_staff(run):
    assert run("report_2fa") == ["eva@example.com\tnone"]
    with pytest.raises(CommandError, match="who is staff"):
        run("report_2fa", staff=True)
