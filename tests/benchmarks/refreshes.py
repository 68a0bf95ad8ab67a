"""Refreshes among few and many sessions, and while many are deleted, on PostgreSQL.

``uv run python -m tests.benchmarks.refreshes`` prints refreshes per second, the plan of
each query, and what `flush_2fa` does to refreshes; it takes some minutes.
"""

import statistics
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

# Where the other tests, whose servers these are, find each other.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from concurrency.servers import HOST, Postgres
from django.conf import settings

FEW, MANY = 10, 1_000_000
USERS = 10_000
SECONDS = 10
# Above that, it is more than noise.
TARGET = 1.05

FILL = """
INSERT INTO drf_jwt_2fa_sessions_session (
    id, user_id, generation, created_at, rotated_at, last_used_at, expires_at,
    ended_by, account, epoch, acr, amr, auth_time, user_agent, ip, name
)
SELECT
    gen_random_uuid(), users.id, 7, now(), now(), now(), now() + interval '1 day',
    '', repeat('0', 64), 1893456000, 'totp', 'pwd otp mfa', 1893456000,
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    '192.0.2.1', ''
FROM generate_series(1, %s) AS number
JOIN auth_user AS users ON users.username = 'user-' || (number %% %s)
"""
ACCOUNTS = """
INSERT INTO drf_jwt_2fa_enrollment_account (
    user_id, epoch, password, wrong_step_ups, wrong_sent_codes
)
SELECT id, 1893456000, repeat('0', 64), 0, 0 FROM auth_user
WHERE username LIKE 'user-%'
"""
EXPIRE = """
UPDATE drf_jwt_2fa_sessions_session SET expires_at = now() - interval '1 day'
WHERE account = repeat('0', 64)
"""


def configure(server):
    settings.configure(
        SECRET_KEY="only for a benchmark, and long enough to sign with",
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="sessions.urls",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "drf_jwt_2fa.enrollment",
            "drf_jwt_2fa.sessions",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "postgres",
                "USER": "tester",
                "HOST": HOST,
                "PORT": server.port,
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        JWT2FA_AUTH={
            "AUTH_CLAIMS": True,
            "METHODS": [
                "drf_jwt_2fa.enrollment.methods.TotpMethod",
                "drf_jwt_2fa.methods.CodeSender",
            ],
            "NOTIFIER": lambda user, notice: None,
        },
    )
    django.setup()


def run(sql, *values):
    from django.db import connection  # noqa: PLC0415  # Django must be set up.

    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


class Person:
    """Somebody who refreshes, ends and lists sessions."""

    def __init__(self, user):
        from django.test import Client  # noqa: PLC0415  # Django must be set up.

        from drf_jwt_2fa.sessions.testing import begin_session  # noqa: PLC0415

        self._client = Client()
        sign_in = begin_session(user)
        self.refresh_token, self.access = sign_in.refresh, sign_in.access

    def refresh(self):
        """Refresh, and return the seconds that it took."""
        start = time.perf_counter()
        data = {"refresh": self.refresh_token}
        response = self._client.post("/refresh/", data)
        spent = time.perf_counter() - start
        assert response.status_code == 200, response.content
        self.refresh_token = response.json()["refresh"]
        return spent

    def list(self):
        header = f"Bearer {self.access}"
        response = self._client.get("/sessions/", HTTP_AUTHORIZATION=header)
        assert response.status_code == 200, response.content


def find_plans(person):
    """Yield the first words of each query, and the nodes of its plan."""
    from django.db import connection  # noqa: PLC0415  # Django must be set up.
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        person.refresh()
        person.list()
    for query in queries:
        plan = [line for [line] in run(f"EXPLAIN {query['sql']}")]
        nodes = [line.partition("  (cost")[0].strip(" ->") for line in plan]
        scans = [node for node in nodes if "Scan" in node]
        yield query["sql"].partition(" ")[0], scans


def measure_speed(person):
    """Return the median of the seconds that a refresh takes."""
    end = time.monotonic() + SECONDS
    spent = []
    while time.monotonic() < end:
        spent.append(person.refresh())
    return statistics.median(spent)


def measure_flush(person):
    """Return the seconds that `flush_2fa` takes, and those of refreshes meanwhile."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415  # Django must be set up.

    run(EXPIRE)
    took = []

    def flush():
        start = time.monotonic()
        with Path("/dev/null").open("w") as nowhere:
            call_command("flush_2fa", stdout=nowhere)
        took.append(time.monotonic() - start)
        connection.close()

    flushing = threading.Thread(target=flush)
    flushing.start()
    spent = []
    while flushing.is_alive():
        spent.append(person.refresh())
    flushing.join()
    return took[0], spent


def main():
    with TemporaryDirectory(prefix="b-") as name, Postgres(Path(name)) as server:
        configure(server)
        _measure()
        from django.db import connections  # noqa: PLC0415

        connections.close_all()


def _measure():
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    User.objects.bulk_create(
        [User(username=f"user-{number}", password="x") for number in range(USERS)]
    )
    run(ACCOUNTS)
    ann = User.objects.create_user("ann", password="correct horse")
    medians = {}
    for rows in (FEW, MANY):
        run(FILL, rows - sum(medians), min(rows, USERS))
        run("ANALYZE")
        person = Person(ann)
        for verb, scans in find_plans(person):
            print(f"{rows:>9,} rows: {verb}: {'; '.join(scans)}")
            if rows == MANY:
                assert not any("Seq Scan" in scan for scan in scans), scans
        medians[rows] = measure_speed(person)
        print(f"{rows:>9,} rows: {1 / medians[rows]:.0f} refreshes per second")
    ratio = medians[MANY] / medians[FEW]
    met = "met" if ratio <= TARGET else "not met"
    print(f"Ratio of the times: {ratio:.3f} (<= {TARGET}: {met})")
    took, spent = measure_flush(person)
    print(
        f"flush_2fa: {MANY / took:,.0f} rows per second; {len(spent)} refreshes"
        f" meanwhile, median {statistics.median(spent) * 1000:.1f} ms,"
        f" longest {max(spent) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
