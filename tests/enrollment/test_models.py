"""The migrations are whole and can be taken back."""

import pytest
from django.core.management import call_command
from django.db import connection

PREFIX = "drf_jwt_2fa_enrollment_"


def get_tables():
    tables = connection.introspection.table_names()
    return {name for name in tables if name.startswith(PREFIX)}


@pytest.mark.django_db
def test_nothing_is_missing():
    call_command("makemigrations", "drf_jwt_2fa_enrollment", check=True, dry_run=True)


@pytest.mark.django_db(transaction=True)
def test_they_can_be_taken_back():
    before = get_tables()
    assert len(before) == 6

    call_command("migrate", "drf_jwt_2fa_enrollment", "zero", verbosity=0)
    assert get_tables() == set()
    call_command("migrate", "drf_jwt_2fa_enrollment", verbosity=0)
    assert get_tables() == before
