"""End the sessions of a user or of all: ``manage.py end_sessions USERNAME | --all``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....management.users import find_user
from ...ending import end_rows
from ...models import EndedBy, Session


class Command(BaseCommand):
    """Sign users out everywhere (ASVS 5, 7.4.5)."""

    help = "End the sessions of a user, or of all users."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name of the user, and the option for all of them."""
        parser.add_argument("username", nargs="?", help="The name of the user.")
        parser.add_argument("--all", action="store_true", help="End all sessions.")

    def handle(self, *args: Any, username: str | None, **options: Any) -> None:
        """End them."""
        is_all = options["all"]
        if is_all == (username is not None):
            raise CommandError("Name a user, or say --all.")
        rows = Session.objects.all()
        if username is not None:
            rows = rows.filter(user_id=find_user(username).pk)
        ended = end_rows(rows, EndedBy.STAFF)
        self.stdout.write(f"Ended: {ended}")
