"""Logins on a trusted device at the same moment, over real databases."""

import json

import pytest
from concurrency.servers import HOST, Postgres
from needs import require_module
from testproject.programs import run_program

pytestmark = pytest.mark.server

ONE = {
    "statuses": [200],
    "signed in": 12,
    "tokens": 1,
    "rotations": 1,
    "sessions": 12,
    "it is the new one": True,
}


def check(database):
    options = json.dumps({"default": database})

    assert json.loads(run_program("device_races.py", options)) == {
        "races": [ONE] * 3,
        "copies": {
            "statuses": [200],
            "signed in": 0,
            "devices": 0,
            "told": ["device-reused"],
        },
        "trusted": [True, True],
        "ended": [11, 0],
    }


def test_on_postgresql_all_get_the_same_token(tmp_path):
    require_module("psycopg")
    with Postgres(tmp_path) as server:
        database = {"NAME": "postgres", "USER": "tester", "HOST": HOST}
        engine = "django.db.backends.postgresql"
        check({**database, "ENGINE": engine, "PORT": server.port})


def test_on_sqlite_all_get_the_same_token(tmp_path):
    engine = "django.db.backends.sqlite3"
    name = str(tmp_path / "db.sqlite3")
    check({"ENGINE": engine, "NAME": name, "OPTIONS": {"timeout": 30}})
