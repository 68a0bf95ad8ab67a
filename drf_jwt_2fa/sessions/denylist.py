"""The sessions whose access tokens are refused: those that ended minutes ago.

It is never a list of the living, which would have to be asked about each of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from rest_framework_simplejwt import settings as simple_jwt, state

from ..keys import current_keys
from ..login.auth_tokens import get_token_class
from ..settings import api_settings
from ..state import get_cache, make_key, reaching_the_cache, refuse

# In seconds.  An access token may be on its way while its session ends.
_MARGIN = 60


def deny(sessions: Iterable[uuid.UUID]) -> None:
    """Refuse the access tokens of these sessions, if access tokens are checked.

    Raise `CacheUnavailableError` if the cache does not keep it.
    """
    if not api_settings.CHECK_SESSIONS_OF_ACCESS_TOKENS:
        return
    with reaching_the_cache():
        entries = {_make_key(session): True for session in sessions}
        # Some caches return the keys that they did not keep.
        if entries and get_cache().set_many(entries, _get_timeout()):
            raise refuse("it does not keep what is set")


def is_denied(session: uuid.UUID) -> bool:
    """Return whether the session has ended, by one call of the cache."""
    with reaching_the_cache():
        return get_cache().get(_make_key(session)) is not None


def _make_key(session: uuid.UUID) -> str:
    return make_key("ended", current_keys().space, session.hex)


def _get_timeout() -> int:
    # Those that are accepted, and the one that is issued: a subclass may be of both.
    classes = [*simple_jwt.api_settings.AUTH_TOKEN_CLASSES, _get_issued_class()]
    lifetime = max(one.lifetime for one in classes)
    return int(lifetime.total_seconds() + _get_leeway()) + _MARGIN


def _get_issued_class() -> Any:
    # Sliding tokens are what is issued.
    token_class: Any = get_token_class()
    return getattr(token_class, "access_token_class", token_class)


def _get_leeway() -> float:
    """Return for how many seconds an expired token is accepted all the same."""
    leeway: Any = getattr(state.token_backend, "leeway", None) or 0
    return float(leeway.total_seconds() if isinstance(leeway, timedelta) else leeway)
