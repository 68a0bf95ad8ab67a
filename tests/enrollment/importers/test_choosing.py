"""What all sources have in common."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password

from drf_jwt_2fa.enrollment.importers.choosing import (
    choose,
    note_any_codes,
    note_app,
    note_clear_codes,
    note_sent_codes,
)
from drf_jwt_2fa.enrollment.importers.values import (
    BrokenRowError,
    Found,
    KnownApp,
    Options,
    Outcome,
)

SECRET = b"x" * 20


def get_outcomes(found):
    return [note.outcome for note in found.notes]


def test_the_app_that_was_used_last_is_chosen():
    found = Found()
    rows = [
        {"id": 1, "last_used_at": None},
        {"id": 2, "last_used_at": "2026-01-02"},
        {"id": 3, "last_used_at": "2026-01-01"},
    ]

    assert choose(found, rows)["id"] == 2
    assert get_outcomes(found) == [Outcome.SKIPPED] * 2
    assert choose(found, rows, lambda row: row["id"] == 3)["id"] == 3
    assert choose(Found(), []) is None


@pytest.mark.parametrize(
    "app",
    [
        KnownApp(SECRET, digits=7),
        KnownApp(SECRET, period=0),
        KnownApp(SECRET, period=3601),
        KnownApp(SECRET, last_step=2**41),
    ],
)
def test_an_app_that_no_code_could_be_compared_with_is_broken(app):
    found = Found()

    with pytest.raises(BrokenRowError):
        note_app(found, app)
    assert found.app is None


@pytest.mark.parametrize(
    ("app", "warnings"),
    [
        (KnownApp(SECRET, digits=8, period=60), 0),
        (KnownApp(SECRET[:10]), 1),
        (KnownApp(SECRET, drift=-2), 1),
        (KnownApp(SECRET, drift=1), 0),
    ],
)
def test_weak_apps_come_with_a_warning(app, warnings):
    found = Found()
    note_app(found, app)

    assert found.app is app
    assert get_outcomes(found) == [Outcome.WARNED] * warnings


def test_codes_that_nobody_could_type_stay():
    found = Found()
    note_clear_codes(found, "trench", ["abcdefgh1234", "short", None, "a b-c d/e"])

    assert found.codes.clear == ("abcdefgh1234",)
    assert get_outcomes(found) == [Outcome.SKIPPED]


def test_hashed_codes_come_if_that_is_wished():
    codes = [make_password(f"code-{number}") for number in range(2)]
    codes.append("unknown$hash")
    left, kept = Found(), Found()

    note_any_codes(left, "trench", codes, Options())
    assert left.codes is None
    note_any_codes(kept, "trench", codes, Options(keeps_hashed_codes=True))
    assert kept.codes.hashed == tuple(codes[:2])
    assert get_outcomes(left) == get_outcomes(kept) == [Outcome.SKIPPED]


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [(None, True), ("", True), ("Ann@Example.com", True), ("x@example.com", False)],
)
def test_codes_by_mail_must_go_where_they_went(address, is_taken):
    found, user = Found(), SimpleNamespace(email="ann@example.com")
    user.get_email_field_name = lambda: "email"
    note_sent_codes(found, user, address)

    assert found.has_sent_codes is is_taken
    assert get_outcomes(found) == ([] if is_taken else [Outcome.REFUSED])
