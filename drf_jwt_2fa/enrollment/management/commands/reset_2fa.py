"""Remove all methods that a user enrolled: ``manage.py reset_2fa USERNAME``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...changes import reset


class Command(BaseCommand):
    """Let users who have lost all their methods log in again, and notify them."""

    help = "Remove all methods of two-factor authentication that a user has enrolled."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user's name."""
        parser.add_argument("username", help="The name that the user logs in with.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Reset the named user."""
        user_model = get_user_model()
        try:
            user = user_model._default_manager.get_by_natural_key(username)
        except user_model.DoesNotExist as error:
            raise CommandError(f"There is no user called {username!r}.") from error
        names = reset(user)
        found = ", ".join(names) or "nothing, there was none"
        self.stdout.write(f"Removed from {username}: {found}")
