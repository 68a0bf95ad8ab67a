"""The benchmarks measure logins that succeed, and fail, as they must."""

import pytest
from benchmarks.counts import MOST_CALLS, MOST_QUERIES, count, make_rows
from benchmarks.databases import make_users
from benchmarks.login_costs import make_rows as make_cost_rows, measure
from benchmarks.logins import MAILED
from benchmarks.people import People
from benchmarks.report import Ratio, Row, render
from benchmarks.requests import Client

# As many as log in at most in one test, with all limits as they are by default.
USERS = 20


@pytest.fixture(autouse=True)
def _project(db, settings):
    make_users("default", "trivial", USERS)
    settings.ROOT_URLCONF = "benchmarks.urls"
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    counting = {"BACKEND": "benchmarks.counting_cache.CountingCache"}
    settings.CACHES = {"default": local, "counting": counting}
    settings.JWT2FA_AUTH = {"CODE_SENDER": "benchmarks.senders.remember"}


def test_a_step_takes_one_query_and_few_round_trips_to_the_cache():
    counts = count(Client(), People("trivial", USERS))

    for step in ("get-code/", "auth/"):
        assert counts[step].queries == 1
    for step, most in MOST_CALLS.items():
        assert len(counts[step].cache_calls) <= most, counts[step]
    assert counts["forged token"].queries == 0
    assert counts["forged token"].cache_calls == ()
    assert all(row.cells for row in make_rows(counts))


def test_logins_with_an_app_and_step_ups_take_few_queries():
    counts = count(Client(), People("trivial", USERS))

    for name, (most, most_writes) in MOST_QUERIES.items():
        assert counts[name].queries <= most, counts[name]
        assert counts[name].writes <= most_writes, counts[name]


def test_each_request_is_answered_as_it_must_be_while_it_is_measured():
    # Each answer is checked where it is measured.
    samples = measure("trivial", USERS, seconds=0, least=1)

    table = render(make_cost_rows("Costs", "trivial", samples))
    for name in (MAILED, "wrong code", "login with an app", "step-up with an app"):
        assert f"| {name} " in table
    assert "dj-rest-auth's login with an app" in table


def test_the_table_says_which_targets_are_met():
    ratios = [Ratio(2.004, 2, of="a"), Ratio(2.1, 2, of="b"), Ratio(3, of="c")]
    row = Row("login", "2 ms", *ratios)

    assert "<= 2: met; <= 2: not met" in render([row])
