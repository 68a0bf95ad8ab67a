"""A row that is broken in any way costs its own part, and is never a traceback."""

import copy
import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from enrollment.importers.conftest import read_tables

from drf_jwt_2fa.enrollment.importers import NAMES, get_source
from drf_jwt_2fa.enrollment.importers.report import Report
from drf_jwt_2fa.enrollment.importers.running import Import
from drf_jwt_2fa.enrollment.importers.tables import Reader
from drf_jwt_2fa.enrollment.importers.values import Options
from drf_jwt_2fa.enrollment.importers.writing import Writer

FILES = {"drf-jwt-2fa": "drf_jwt_2fa_2_0", "django-mfa2": "mfa2"}
JUNK = [None, "", "junk $!\0", -1, 2**70, b"\xff\xfe", []]
ROWS_OF_A_KIND = 1


def read(source):
    reader = Reader("default", source.tables)
    [batch] = reader.find_batches()
    return reader, reader.read(batch)


def break_columns(row):
    """Return the row with each column broken in each way, and each part of its JSON."""
    for name, value in row.items():
        if name == "id":
            continue
        for junk in JUNK:
            yield {**row, name: junk}
        if isinstance(value, str) and value.startswith("{"):
            for broken in break_json(json.loads(value)):
                yield {**row, name: json.dumps(broken)}


def break_json(data):
    for key, value in data.items():
        for junk in JUNK:
            if not isinstance(junk, bytes):
                yield {**data, key: junk}
        if isinstance(value, dict):
            for broken in break_json(value):
                yield {**data, key: broken}
        yield {other: one for other, one in data.items() if other != key}


class Given:
    """A reader that has these rows of one user."""

    def __init__(self, reader, raw, rows):
        self.connection, self.tables = reader.connection, reader.tables
        self._raw, self._rows = raw, rows

    def count_orphans(self, table):
        return 0

    def find_batches(self):
        yield [self._raw]

    def read(self, raws):
        return dict.fromkeys(raws, self._rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_broken_column_is_told_and_no_traceback(load, name):
    load(FILES.get(name, name.replace("-", "_")))
    source = get_source(name)
    reader, users = read(source)
    options = Options(keeps_hashed_codes=True, rp_id="example.com")
    writer = Writer(source, replaces=False, is_dry_run=True)
    before, tried = read_tables(), {}
    for raw, tables in users.items():
        for table, rows in tables.items():
            for index, row in enumerate(rows):
                kind = (
                    table,
                    row.get("type") or row.get("key_type"),
                    row.get("method"),
                )
                tried[kind] = tried.get(kind, 0) + 1
                if tried[kind] > ROWS_OF_A_KIND:
                    continue
                for broken in break_columns(row):
                    changed = copy.copy(dict(tables))
                    changed[table] = [*rows[:index], broken, *rows[index + 1 :]]
                    report = Report()
                    running = Import(source, Given(reader, raw, changed), options)
                    assert list(running.run(writer, report)) == [1], broken
    assert read_tables() == before
    assert get_user_model().objects.exists()
    assert connection.is_usable()
