"""How many queries and round trips to the cache each request takes."""

import time
from dataclasses import dataclass

from benchmarks.app_logins import AppLogins
from benchmarks.counting_cache import CountingCache
from benchmarks.logins import RETRY_WAIT, Logins
from benchmarks.people import People
from benchmarks.report import Heading, Limited, Row
from benchmarks.requests import Answer
from benchmarks.variants import hasher, jwt2fa
from django.db import connection
from django.test.utils import CaptureQueriesContext

# The most round trips that the steps of a login may take.
MOST_CALLS = {"get-code/": 7, "auth/": 6, "login with an app": 11}
# The most queries, and how many of them may write.
MOST_QUERIES = {"login with an app": (8, 3), "step-up/": (4, 0)}
_WRITES = ("INSERT", "UPDATE", "DELETE")
_READS = ("SELECT",)


@dataclass(frozen=True)
class Counts:
    statements: tuple[str, ...]
    cache_calls: tuple[str, ...]

    @property
    def queries(self):
        """The number of them; the beginning and the end of a transaction is none."""
        return self._count(_READS + _WRITES)

    @property
    def writes(self):
        return self._count(_WRITES)

    def __add__(self, other):
        calls = self.cache_calls + other.cache_calls
        return Counts(self.statements + other.statements, calls)

    def _count(self, verbs):
        return sum(one.startswith(verbs) for one in self.statements)


class CountingClient:
    """A client whose answers tell what they took in place of what was spent."""

    def __init__(self, client):
        self._client = client

    def post(self, *args, **kwargs):
        return self._count(self._client.post, *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._count(self._client.get, *args, **kwargs)

    def _count(self, send, *args, **kwargs):
        CountingCache.calls.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = send(*args, **kwargs)
        statements = tuple(query["sql"] for query in queries)
        return Answer(answer.body, Counts(statements, tuple(CountingCache.calls)))


def count(client, people):
    """Return the counts of each kind of request, by its name."""
    counts = {}
    with hasher("trivial"), jwt2fa(CACHE_ALIAS="counting"):
        logins = Logins(CountingClient(client), people)
        # One user, whose account is there: it is made at the first login.
        enrolled = AppLogins(CountingClient(client), People("trivial", 1))
        enrolled.login_and_step_up(lambda name, counts: None)
        time.sleep(RETRY_WAIT)
        for action in (
            *(logins.replay, logins.plain_login, logins.login, logins.wrong_code),
            *(logins.forged_token, logins.refresh, logins.plain_refresh),
            *(logins.wrong_password, logins.plain_wrong_password),
            *(logins.request, logins.plain_request),
            *enrolled.actions(),
        ):
            action(counts.__setitem__)
    return counts


def make_rows(counts):
    """Return the counts as rows of the table."""
    yield Heading("Queries (those that write), round trips to the cache")
    for name, one in counts.items():
        number = len(one.cache_calls)
        what = f"{name}: {', '.join(one.cache_calls)}".removesuffix(": ")
        most, most_writes = MOST_QUERIES.get(name, (None, None))
        yield Row(
            what,
            f"{one.queries} ({one.writes}), {number}",
            Limited(one.queries, most),
            Limited(one.writes, most_writes),
            Limited(number, MOST_CALLS.get(name)),
        )
