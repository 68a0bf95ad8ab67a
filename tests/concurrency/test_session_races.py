"""Refreshes of several processes at the same moment, over real databases."""

import json

import pytest
from concurrency.servers import HOST, MariaDB, Postgres
from needs import require_module
from testproject.programs import run_program

pytestmark = pytest.mark.server


def check(**database):
    assert json.loads(run_program("session_races.py", json.dumps(database))) == {
        "statuses": [200],
        "generations": list(range(1, 11)),
        "answers of each": [1] * 10,
        "late": [401],
        "adopted": [1, 1],
        "after a sign-out": [401],
        "after a reset": [401],
        "after a new password": [401],
        "live after many logins": 3,
    }


def test_on_postgresql_all_get_the_same_answer(tmp_path):
    require_module("psycopg")
    with Postgres(tmp_path) as server:
        check(
            ENGINE="django.db.backends.postgresql",
            NAME="postgres",
            USER="tester",
            HOST=HOST,
            PORT=server.port,
        )


def test_on_mariadb_all_get_the_same_answer(tmp_path):
    require_module("pymysql")
    with MariaDB(tmp_path) as server:
        check(
            ENGINE="django.db.backends.mysql",
            NAME="tests",
            USER="root",
            HOST=HOST,
            PORT=server.port,
            OPTIONS={"charset": "utf8mb4"},
        )


def test_on_sqlite_all_get_the_same_answer(tmp_path):
    check(
        ENGINE="django.db.backends.sqlite3",
        NAME=str(tmp_path / "db.sqlite3"),
        OPTIONS={"timeout": 30},
    )
