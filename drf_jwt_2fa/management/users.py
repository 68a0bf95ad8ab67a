"""Users that are named on the command line."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import MultipleObjectsReturned
from django.core.management.base import CommandError

from ..users import UNFINDABLE


def find_user(username: str) -> Any:
    """Return the one user with this login name; raise `CommandError` without one."""
    try:
        return get_user_model()._default_manager.get_by_natural_key(username)
    except UNFINDABLE as error:
        raise CommandError(f"There is no user called {username!r}.") from error
    except MultipleObjectsReturned as error:
        # A reset must not hit a user who was not meant.
        raise CommandError(f"Several users are called {username!r}.") from error
