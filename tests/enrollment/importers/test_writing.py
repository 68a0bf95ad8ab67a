"""What is known of a user is written, once."""

import time

import pytest
from enrollment.importers.conftest import read_tables

from drf_jwt_2fa.enrollment.importers import get_source
from drf_jwt_2fa.enrollment.importers.values import (
    Found,
    KnownApp,
    KnownCodes,
    Outcome,
)
from drf_jwt_2fa.enrollment.importers.writing import Writer
from drf_jwt_2fa.enrollment.models import RecoveryCode, TotpSecret

CODES = ("abcdefgh1234", "ABCDEFGH1234")


def write(user, found, enrolled=(), *, replaces=False, is_dry_run=False):
    writer = Writer(get_source("trench"), replaces=replaces, is_dry_run=is_dry_run)
    writer.write(user, found, enrolled)
    return {note.outcome for note in found.notes}


def make_found(**app):
    return Found(KnownApp(b"x" * 20, **app), KnownCodes("trench", CODES))


def test_an_app_keeps_its_parameters(user):
    app = {"digits": 8, "period": 60, "algorithm": "sha256", "last_step": 7}

    assert write(user, make_found(**app)) == {Outcome.IMPORTED}
    row = TotpSecret.objects.get()
    assert {name: getattr(row, name) for name in app} == app
    # Of trench, whose codes have both cases.
    assert RecoveryCode.objects.count() == 2


def test_a_last_step_that_nobody_knows_is_the_present_one(user):
    write(user, make_found(period=60))

    assert TotpSecret.objects.get().last_step == int(time.time() // 60)


def test_a_dry_run_says_the_same_and_writes_nothing(user):
    before = read_tables()

    assert write(user, make_found(), is_dry_run=True) == {Outcome.IMPORTED}
    assert read_tables() == before


@pytest.mark.parametrize("replaces", [False, True])
def test_who_has_enrolled_is_left_alone_unless_replaced(user, replaces):
    write(user, make_found())
    first = TotpSecret.objects.get().secret

    outcomes = write(user, make_found(), ["totp"], replaces=replaces)
    assert outcomes == {Outcome.IMPORTED if replaces else Outcome.ENROLLED}
    assert (TotpSecret.objects.get().secret != first) is replaces


def test_codes_alone_are_no_second_factor(user):
    found = Found(codes=KnownCodes("trench", CODES))

    assert write(user, found) == {Outcome.REFUSED}
    assert not RecoveryCode.objects.exists()
