"""Users of other kinds, several databases, and texts that tell no secret."""

import uuid

import pytest

from drf_jwt_2fa.enrollment.models import (
    Account,
    EnrolledMethod,
    PendingEnrollment,
    RecoveryCode,
    TotpSecret,
    get_database,
)
from drf_jwt_2fa.enrollment.store.rows import get_key_of


class Router:
    """Writes to a primary and reads from a replica."""

    def db_for_write(self, model, **hints):
        return "primary"

    def db_for_read(self, model, **hints):
        return "replica"


@pytest.mark.parametrize(
    "model", [Account, EnrolledMethod, TotpSecret, RecoveryCode, PendingEnrollment]
)
def test_a_replica_decides_nothing(settings, model):
    settings.DATABASE_ROUTERS = [Router()]

    assert get_database() == "primary"
    assert model.objects.all().db == "primary"


def test_the_key_of_a_user_is_what_the_database_gives_back(
    user, monkeypatch, django_user_model
):
    user.pk = str(user.pk)

    assert get_key_of(user) == int(user.pk)


def test_texts_tell_no_secret():
    account = Account(user_id=7, epoch=1, password="s3cret")
    row = EnrolledMethod(name="totp", data="s3cret")
    secret = TotpSecret(method=row, secret="s3cret")
    code = RecoveryCode(pk=7, selector="s3cret", hash="s3cret")
    pending = PendingEnrollment(name="totp", secret="s3cret", login="s3cret")

    for one in (account, row, secret, code, pending):
        assert "s3cret" not in f"{one} {one!r}"


def test_uuids_are_bound_as_they_are_read(monkeypatch):
    from testproject.models import Member  # noqa: PLC0415

    key = uuid.uuid4()
    assert Member._meta.pk.to_python(key.hex) == key
