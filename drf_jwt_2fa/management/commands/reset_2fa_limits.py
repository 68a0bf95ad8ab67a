"""Reset the limits of a user: ``manage.py reset_2fa_limits USERNAME``."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...code_tokens.limits import reset_limits
from ...exceptions import CacheUnavailableError
from ...state import get_cache
from ..users import find_user


class Command(BaseCommand):
    """Give a user all slots for code tokens and the whole guess budget again."""

    help = (
        "Reset the limits of a user who has too many active code tokens, or began too"
        " many logins without completing one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the user's name."""
        parser.add_argument("username", help="The name that the user logs in with.")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Reset the limits of the named user."""
        user = find_user(username)
        try:
            if isinstance(get_cache(), LocMemCache):
                raise CommandError(
                    "The cache is in the memory of each process, which this command"
                    " cannot reach. Restart the server, or set JWT2FA_AUTH"
                    "['CACHE_ALIAS'] to a cache that all processes share."
                )
            reset_limits(user)
        except CacheUnavailableError as error:
            raise CommandError("The cache cannot be reached.") from error
        self.stdout.write(f"{username} can begin logins again.")
