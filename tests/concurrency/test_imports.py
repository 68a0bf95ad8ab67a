"""Tables of other packages are read on every database, whatever keys users have."""

import json

import pytest
from concurrency.servers import HOST, MariaDB, Postgres
from needs import require_module
from testproject.programs import run_program

USER_MODELS = ["auth.User", "testproject.Member"]

pytestmark = pytest.mark.server


def check(user_model, database):
    options = ({"default": database}, user_model, 3)
    printed = run_program("imports.py", *map(json.dumps, options))
    assert json.loads(printed) == {
        "totp": 3,
        "digits": [8],
        "passkeys": 1,
        "again": False,
        "of JSON": 1,
    }


@pytest.mark.parametrize("user_model", USER_MODELS)
def test_on_sqlite(tmp_path, user_model):
    path = str(tmp_path / "db.sqlite3")
    check(user_model, {"ENGINE": "django.db.backends.sqlite3", "NAME": path})


@pytest.mark.parametrize("user_model", USER_MODELS)
def test_on_postgresql(tmp_path, user_model):
    require_module("psycopg")
    with Postgres(tmp_path) as server:
        database = {"NAME": "postgres", "USER": "tester", "HOST": HOST}
        engine = "django.db.backends.postgresql"
        check(user_model, {**database, "ENGINE": engine, "PORT": server.port})


@pytest.mark.parametrize("user_model", USER_MODELS)
def test_on_mariadb(tmp_path, user_model):
    require_module("pymysql")
    with MariaDB(tmp_path) as server:
        database = {"NAME": "tests", "USER": "root", "HOST": HOST}
        engine = "django.db.backends.mysql"
        database.update(OPTIONS={"charset": "utf8mb4"})
        check(user_model, {**database, "ENGINE": engine, "PORT": server.port})
