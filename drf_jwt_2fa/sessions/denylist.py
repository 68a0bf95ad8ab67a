"""The sessions whose access tokens are refused: those that ended minutes ago.

It is never a list of the living, which would have to be asked about each of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from rest_framework_simplejwt import settings as simple_jwt

from ..keys import current_keys
from ..settings import api_settings
from ..state import get_cache, make_key, reaching_the_cache, refuse

# In seconds.  An access token may be on its way while its session ends.
_MARGIN = 60


def deny(sessions: Iterable[uuid.UUID]) -> None:
    """Refuse the access tokens of these sessions, if access tokens are checked.

    Call it before the sessions end: where the cache fails, nothing has ended yet, and
    the request can be repeated.  Raise `CacheUnavailableError`.
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
    classes = simple_jwt.api_settings.AUTH_TOKEN_CLASSES
    lifetime = max(one.lifetime for one in classes)
    return int(lifetime.total_seconds()) + _MARGIN
