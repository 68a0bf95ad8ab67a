"""Queries whose SQL is built once do what other queries do."""

from datetime import datetime, timezone

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from drf_jwt_2fa.prepared import Given, Select, Update, get_columns

WHEN = datetime(2030, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def rows(user, django_user_model):
    return QuerySet(django_user_model)


def test_rows_are_read_as_django_reads_them(user, rows, django_user_model):
    columns = get_columns(django_user_model)
    select = Select(lambda: rows.filter(pk=Given("pk")).values_list(*columns))

    [row] = select.fetch("default", pk=user.pk)

    assert row == rows.values_list(*columns).get()
    assert {bool, datetime} < set(map(type, row))


def test_values_are_given_each_time(user, rows, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    select = Select(lambda: rows.filter(pk=Given("pk")).values_list("username"))

    assert select.fetch("default", pk=user.pk) == [("ann",)]
    assert select.fetch("default", pk=str(bob.pk)) == [("bob",)]
    assert select.fetch("default", pk=0) == []


def test_the_sql_is_built_once(user, rows):
    built = []

    def build():
        built.append(1)
        return rows.filter(pk=Given("pk"))

    select, update = Select(lambda: build().values_list("pk")), Update(build, email="")
    for _ in range(3):
        assert select.fetch("default", pk=user.pk) == [(user.pk,)]
        assert update.run("default", pk=user.pk) == 1

    assert len(built) == 2


def test_an_update_sets_what_is_given_where_it_is_given(user, rows):
    update = Update(
        lambda: rows.filter(pk=Given("pk"), email=Given("email", "before")),
        email=Given("email", "after"),
        last_login=Given("last_login"),
        first_name="Ann",
    )
    given = {"pk": user.pk, "before": user.email, "after": "new", "last_login": WHEN}

    assert update.run("default", **given) == 1
    assert update.run("default", **given) == 0

    user.refresh_from_db()
    assert (user.email, user.last_login, user.first_name) == ("new", WHEN, "Ann")


def test_a_value_of_a_wrong_type_is_refused_as_ever(user, rows):
    select = Select(lambda: rows.filter(pk=Given("pk")).values_list("pk"))

    with pytest.raises(ValueError, match="x"):
        select.fetch("default", pk="x")


def test_a_transaction_in_which_an_update_fails_is_rolled_back(user, rows):
    update = Update(lambda: rows.filter(pk=Given("pk")), email=Given("email"))

    with transaction.atomic():
        with pytest.raises(IntegrityError):
            update.run("default", pk=user.pk, email=None)
        assert connection.needs_rollback


def test_a_value_in_a_subquery_is_of_the_type_there(user, rows):
    named = rows.filter(is_active=Given("is_active"), username=Given("username"))
    select = Select(lambda: rows.filter(pk__in=named.values("pk")).values_list("pk"))

    assert select.fetch("default", is_active=True, username="ann") == [(user.pk,)]
    assert select.fetch("default", is_active=False, username="ann") == []
