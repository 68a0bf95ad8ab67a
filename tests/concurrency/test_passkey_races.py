"""One answer of a passkey lets one request in, over real databases."""

import json

import pytest
from concurrency.servers import HOST, Postgres
from needs import require_module
from testproject.programs import run_program

pytestmark = pytest.mark.server

ONE_OF_TWENTY = {"200": 1, "401": 19}


def check(**database):
    options = json.dumps({"default": database})
    assert json.loads(run_program("passkey_races.py", options)) == {
        "after a password": ONE_OF_TWENTY,
        "alone": ONE_OF_TWENTY,
        "count": 2,
        "without a counter": ONE_OF_TWENTY,
        "notices": [],
        "two challenges": True,
        "one key of many": {"200": 1, "403": 19},
        "handles": 1,
        "accounts": 1,
    }


def test_on_postgresql(tmp_path):
    require_module("psycopg")
    with Postgres(tmp_path) as server:
        engine = "django.db.backends.postgresql"
        name = {"NAME": "postgres", "USER": "tester", "HOST": HOST}
        check(ENGINE=engine, PORT=server.port, **name)


def test_on_sqlite(tmp_path):
    path = str(tmp_path / "db.sqlite3")
    engine = "django.db.backends.sqlite3"
    check(ENGINE=engine, NAME=path, OPTIONS={"timeout": 30})
