"""The report of an import."""

import csv
import io

from drf_jwt_2fa.enrollment.importers.report import Report
from drf_jwt_2fa.enrollment.importers.values import APP, CODES, Note, Outcome

DONE = Note(APP, Outcome.IMPORTED, "totp")
LOST = Note(CODES, Outcome.REFUSED, "why")


def test_notes_of_a_kind_are_counted():
    report = Report()
    for key in range(3):
        report.add(key, f"user{key}", [DONE])
    assert not report.has_refused

    report.add(3, "user3", [LOST])
    assert report.has_refused
    assert list(report.write_lines()) == [
        "totp: imported for 3 users",
        "recovery-code: refused: why: 1",
    ]


def test_a_file_has_a_line_for_each_note():
    file = io.StringIO()
    Report(file).add(7, "=ann", [DONE, LOST])

    assert list(csv.reader(io.StringIO(file.getvalue()))) == [
        ["user", "name", "part", "outcome", "reason"],
        ["7", "'=ann", "totp", "imported", "totp"],
        ["7", "'=ann", "recovery-code", "refused", "why"],
    ]
