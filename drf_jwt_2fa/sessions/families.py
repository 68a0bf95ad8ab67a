"""The refresh tokens of one session: a family, of which each has a number."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone as python_timezone
from enum import Enum
from typing import Any

from django.conf import settings
from rest_framework_simplejwt import settings as simple_jwt
from rest_framework_simplejwt.tokens import Token

from ..claims import GENERATION_CLAIM, SESSION_CLAIM
from ..keys import derive_keys
from ..settings import api_settings

# Of all keys of sessions (RFC 9562, 5.4).
_VERSION = 4


@dataclass(frozen=True)
class Member:
    """The place of a refresh token: its session, and its number in it."""

    session: uuid.UUID
    generation: int
    is_adopted: bool = False
    """True if the token is of no session yet, and is the first one of a new session."""


class Standing(Enum):
    """The standing of a refresh token, compared with the newest one of its session."""

    NEWEST = "newest"
    RETRY = "retry"
    """The one before, soon enough: the answer with the newest one was lost, or a second
    request was under way."""
    COPIED = "copied"
    UNKNOWN = "unknown"
    """A later one than the newest: the database is an older copy of itself."""


def find_member(token: Token) -> Member | None:
    """Return the place of the refresh token, `None` if its claims are not ours.

    A token without a session gets one that follows from its claims, so that it can be
    adopted only once.
    """
    if SESSION_CLAIM not in token:
        return Member(_derive_session(token), 0, is_adopted=True)
    session = parse_session(token[SESSION_CLAIM])
    generation = token.get(GENERATION_CLAIM)
    # Not `isinstance`, for which `true` is a number.
    if session is None or type(generation) is not int or generation < 0:
        return None
    return Member(session, generation)


def parse_session(text: Any) -> uuid.UUID | None:
    """Return the key of the session, `None` for anything else."""
    try:
        key = uuid.UUID(hex=text)
    except (AttributeError, TypeError, ValueError):
        return None
    # MariaDB fails with other bits in the places of version and variant.
    return key if key.version == _VERSION else None


def compare(generation: int, newest: int, seconds: float) -> Standing:
    """Return what the token of this generation is.

    `seconds` have passed since the newest one was issued; fewer than none if that was
    by a worker whose clock is ahead.
    """
    if generation == newest:
        return Standing.NEWEST
    if generation > newest:
        return Standing.UNKNOWN
    # Only the direct predecessor: else a thief had the interval for each generation.
    if generation == newest - 1 and _may_retry(seconds):
        return Standing.RETRY
    return Standing.COPIED


def _may_retry(seconds: float) -> bool:
    interval = api_settings.REFRESH_REUSE_INTERVAL.total_seconds()
    is_soon = interval > 0 and seconds <= interval
    return is_soon or api_settings.REFRESH_RETRY_UNTIL_USED


def make_member(
    token: Token,
    session: uuid.UUID,
    generation: int,
    issued_at: datetime,
    expires_at: datetime,
) -> None:
    """Make the token the one of this generation.

    It follows from its predecessor and the row of the session, byte for byte: both
    tabs of a browser that refresh at once get the same token.  Claims of the
    predecessor stay, and only those: a retry after a step-up shows no second factor.
    """
    token.payload.update({SESSION_CLAIM: session.hex, GENERATION_CLAIM: generation})
    name = simple_jwt.api_settings.JTI_CLAIM
    if name is not None:
        token.payload[name] = _derive_id(session, generation)
    token.payload["iat"] = int(issued_at.timestamp())
    token.payload["exp"] = int(expires_at.timestamp())


def read_time(seconds: Any) -> datetime:
    """Return the time of a claim, as the database takes it."""
    zone = python_timezone.utc if settings.USE_TZ else None
    return datetime.fromtimestamp(seconds, tz=zone)


def _derive_id(session: uuid.UUID, generation: int) -> str:
    # With a key of its own: a token's signature must not be what names another token.
    key, message = derive_keys("refresh")[0], f"{session.hex}:{generation}"
    return hmac.digest(key.encode(), message.encode(), "sha256")[:16].hex()


def _derive_session(token: Token) -> uuid.UUID:
    # From all claims, of which `jti` need not be one.  Not from the text: the same
    # signature can be written in several ways.  Without a key: a new ``SECRET_KEY``
    # must not make the token one that was never seen.
    claims = json.dumps(token.payload, sort_keys=True, default=str)
    digest = hashlib.sha256(b"2fa-adopt" + claims.encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=_VERSION)
