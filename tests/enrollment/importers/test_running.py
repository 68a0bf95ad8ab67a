"""An import, user by user."""

from django.contrib.auth import get_user_model
from django.db import connection

from drf_jwt_2fa.enrollment.importers import get_source
from drf_jwt_2fa.enrollment.importers.report import Report
from drf_jwt_2fa.enrollment.importers.running import Import
from drf_jwt_2fa.enrollment.importers.tables import Reader
from drf_jwt_2fa.enrollment.importers.values import Options
from drf_jwt_2fa.enrollment.importers.writing import Writer
from drf_jwt_2fa.enrollment.models import EnrolledMethod


def run(source, users=()):
    reader = Reader("default", source.tables)
    report = Report()
    writer = Writer(source, replaces=False, is_dry_run=False)
    done = list(Import(source, reader, Options()).run(writer, report, users))
    return done, list(report.write_lines())


def test_all_users_who_have_rows_are_looked_at(load):
    known = load("trench")

    done, lines = run(get_source("trench"))
    assert 0 < done[-1] <= len(known.users)
    assert any(line.startswith("totp: imported for") for line in lines)


def test_or_those_who_are_named(load):
    load("trench")
    [name] = list(
        get_user_model().objects.order_by("pk").values_list("username", flat=True)[:1]
    )
    user = get_user_model().objects.get(username=name)

    done, _lines = run(get_source("trench"), [user])
    assert done == [1]
    assert set(EnrolledMethod.objects.values_list("user_id", flat=True)) <= {user.pk}


def test_a_user_who_was_deleted_is_told(load):
    load("trench")
    get_user_model().objects.order_by("pk").first().delete()

    _done, lines = run(get_source("trench"))
    assert any("there is no such user here" in line for line in lines)
    with connection.cursor() as cursor:
        # The test's transaction ends with a look at what rows refer to.
        cursor.execute("DELETE FROM trench_mfamethod")
