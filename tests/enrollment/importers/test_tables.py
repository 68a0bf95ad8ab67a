"""Tables of other packages, by name and column."""

import pytest
from django.db import connection

from drf_jwt_2fa.enrollment.importers import tables
from drf_jwt_2fa.enrollment.importers.tables import Reader, Table

KEYS = Table("some keys", ("id", "select"), optional=("later",))
PARTS = Table("parts", ("text",), parent=("key_id", "some keys"))


@pytest.fixture
def reader(db):
    with connection.cursor() as cursor:
        for sql in (
            'CREATE TABLE "some keys" (id integer, user_id integer, "select" text)',
            "CREATE TABLE parts (key_id integer, text text)",
            "INSERT INTO \"some keys\" VALUES (1, 5, 'a'), (2, 5, 'b'), (3, 9, 'c')",
            "INSERT INTO \"some keys\" VALUES (4, NULL, 'd')",
            "INSERT INTO parts VALUES (1, 'x'), (3, 'y')",
        ):
            cursor.execute(sql)
    return Reader("default", [KEYS, PARTS])


def test_rows_are_read_by_user(reader):
    assert reader.read([5]) == {
        5: {
            "some keys": [
                {"id": 1, "select": "a", "later": None},
                {"id": 2, "select": "b", "later": None},
            ],
            "parts": [{"text": "x"}],
        }
    }
    assert reader.read([7]) == {7: {}}


def test_users_come_in_batches_and_in_order(reader, monkeypatch):
    assert list(reader.find_batches()) == [[5, 9]]
    monkeypatch.setattr(tables, "BATCH_SIZE", 1)
    assert list(reader.find_batches()) == [[5], [9]]


def test_rows_of_nobody_are_counted(reader):
    assert reader.count(KEYS) == 4
    assert reader.count_orphans(KEYS) == 1


@pytest.mark.django_db
def test_a_table_with_other_columns_is_another_packages():
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE "some keys" (id integer, user_id integer)')

    assert Reader("default", [KEYS, PARTS]).tables == []
