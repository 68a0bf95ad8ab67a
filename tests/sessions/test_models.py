"""The table of sessions."""

import pytest
from django.core.management import call_command

from drf_jwt_2fa.sessions.models import Session, get_database
from drf_jwt_2fa.sessions.testing import begin_session


@pytest.mark.django_db
def test_the_migrations_are_up_to_date():
    call_command("makemigrations", "--check", "--dry-run", "drf_jwt_2fa_sessions")


def test_a_session_is_read_from_the_database_that_it_is_written_to(settings):
    class Router:
        def db_for_read(self, model, **hints):
            return "replica"

        def db_for_write(self, model, **hints):
            return "default"

    settings.DATABASE_ROUTERS = [Router()]

    assert get_database() == Session.objects.all().db == "default"


def test_no_token_is_stored(user):
    sign_in = begin_session(user)
    row = Session.objects.filter(pk=sign_in.session.pk).values().get()

    stored = " ".join(map(str, row.values()))
    for token in (sign_in.refresh, sign_in.access):
        assert token.rpartition(".")[2] not in stored
    assert str(sign_in.session) == f"session {sign_in.session.pk}"
