"""Remove all methods of a user: ``manage.py reset_2fa USERNAME``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ....management.users import find_user
from ...changes import reset


class Command(BaseCommand):
    """Let users who have lost all their methods log in again, and notify them."""

    help = "Remove all methods of two-factor authentication that a user has enrolled."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the user's name."""
        parser.add_argument("username", help="The name that the user logs in with.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Reset the named user."""
        names = reset(find_user(username))
        found = ", ".join(names) or "nothing, there was none"
        self.stdout.write(f"Removed from {username}: {found}")
