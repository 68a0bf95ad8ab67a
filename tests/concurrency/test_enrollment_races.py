"""What happens at the same moment, over real databases."""

import json

import pytest
from concurrency.servers import HOST, Postgres
from needs import require_module
from testproject.programs import run_program

DONE = {"some": True, "epoch moves once for each": True, "each has its own": True}
USER_MODELS = ["auth.User", "testproject.Member"]

pytestmark = pytest.mark.server


def run(databases, user_model):
    options = (json.dumps(databases), json.dumps(user_model))
    return json.loads(run_program("enrollment_races.py", *options))


def check(user_model="auth.User", **databases):
    assert run(databases, user_model) == {
        "begun": 1,
        "totp": 1,
        "recovery": 1,
        "left": 9,
        "renewed": DONE,
        "after many new sets": 10,
        "preferred": DONE,
        "told": [["wrong-answers"]] * 10,
        "looked at": 5,
        "notices": ["method-disabled"],
        "step-ups": [5, 0, 0],
        "sent codes": 5,
        "sent codes end": ["method-disabled"],
        "moves": True,
    }


@pytest.mark.parametrize("user_model", USER_MODELS)
def test_on_postgresql_one_of_many_wins(tmp_path, user_model):
    require_module("psycopg")
    with Postgres(tmp_path) as server:
        database = {"NAME": "postgres", "USER": "tester", "HOST": HOST}
        engine = "django.db.backends.postgresql"
        database.update(ENGINE=engine, PORT=server.port)
        check(user_model, default=database)


def sqlite(path):
    engine = "django.db.backends.sqlite3"
    return {"ENGINE": engine, "NAME": str(path), "OPTIONS": {"timeout": 30}}


@pytest.mark.parametrize("user_model", USER_MODELS)
def test_on_sqlite_one_of_many_wins(tmp_path, user_model):
    check(user_model, default=sqlite(tmp_path / "db.sqlite3"))


def test_it_all_may_be_in_another_database(tmp_path):
    empty = sqlite(tmp_path / "empty.sqlite3")

    check(default=empty, accounts=sqlite(tmp_path / "accounts.sqlite3"))
