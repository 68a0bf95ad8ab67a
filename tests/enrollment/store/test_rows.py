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
from drf_jwt_2fa.enrollment.store import read_factors
from drf_jwt_2fa.enrollment.store.rows import (
    delete_rows,
    get_key_of,
    get_known_rows,
    get_methods,
    read_rows,
)
from drf_jwt_2fa.methods import Factors


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


@pytest.mark.parametrize("read", [read_factors, lambda user: Factors()])
def test_rows_that_are_known_have_their_keys(user, enrolled, read):
    rows = get_known_rows(user, read(user))

    assert rows == read_rows(user.pk)
    assert {(row.name, row.user_id) for row in rows.values()} == {
        ("totp", user.pk),
        ("recovery-code", user.pk),
    }


def test_known_rows_are_not_read_again(user, enrolled, django_assert_num_queries):
    factors = read_factors(user)

    with django_assert_num_queries(0):
        get_known_rows(user, factors)


def test_deleted_rows_take_what_is_theirs_along(
    user, enrolled, django_assert_num_queries
):
    rows = get_known_rows(user, read_factors(user))

    # One for its secret, one for itself: recovery codes belong to another method.
    with django_assert_num_queries(2):
        delete_rows([rows["totp"]])

    assert not TotpSecret.objects.exists()
    assert RecoveryCode.objects.count() == 10
    assert [row.name for row in EnrolledMethod.objects.all()] == ["recovery-code"]


def test_a_key_of_another_user_model_has_enrolled_nothing(db):
    assert list(get_methods("no number")) == []
