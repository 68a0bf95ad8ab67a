"""Forget what counts against a user: ``manage.py reset_2fa_limits USERNAME``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache.backends.locmem import LocMemCache
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...code_tokens.limits import reset_limits
from ...exceptions import CacheUnavailableError
from ...state import get_cache


class Command(BaseCommand):
    """Give a user all slots for code tokens and a whole guess budget again."""

    help = (
        "Let a user begin logins again who has too many active code tokens, or who"
        " began too many logins without completing one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user's name."""
        parser.add_argument("username", help="The name that the user logs in with.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Reset the limits of the named user."""
        user = _get_user(username)
        try:
            if isinstance(get_cache(), LocMemCache):
                raise CommandError(
                    "The cache is in the memory of each process, where another process"
                    " cannot reach it. Restart the server, or set JWT2FA_AUTH"
                    "['CACHE_ALIAS'] to a cache that all processes share."
                )
            reset_limits(user)
        except CacheUnavailableError as error:
            raise CommandError("The cache cannot be reached.") from error
        self.stdout.write(f"{username} can begin logins again.")


def _get_user(username: str) -> Any:
    user_model = get_user_model()
    try:
        return user_model._default_manager.get_by_natural_key(username)
    except user_model.DoesNotExist as error:
        raise CommandError(f"There is no user called {username!r}.") from error
