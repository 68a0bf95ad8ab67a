"""The tables of sessions and of trusted devices."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import models, router


class EndedBy(str, Enum):
    """Why a session ended."""

    USER = "user"
    """The user signed out there."""
    OTHER = "other"
    """The user ended it from another session."""
    REUSE = "reuse"
    """A copy of one of its refresh tokens was used."""
    PASSWORD = "password"
    FACTORS = "factors"
    STAFF = "staff"
    """Staff ended it, or deactivated the user."""
    LIMIT = "limit"
    """The user signed in elsewhere, and ``MAX_SESSIONS_PER_USER`` was reached."""


def get_database() -> str:
    """Return the alias of the database that these tables are in."""
    return router.db_for_write(Session)


# A replica that lags behind would accept the refresh token of an ended session.
class PrimaryManager(models.Manager):  # type: ignore[type-arg]  # Not in Django 2.2.
    """A manager that reads from the database that it writes to."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the primary database."""
        return super().get_queryset().using(get_database())


class Session(models.Model):
    """A login, with all refresh tokens that come from it (RFC 9700, 4.14.2).

    There is a row for each login and none for each token: `generation` is that of the
    newest refresh token, from which its predecessors and itself can be told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="drf_jwt_2fa_sessions",
        db_index=False,  # The index below begins with it.
    )
    generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    # When the newest refresh token was issued.
    rotated_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    # When the newest refresh token expires.
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=16, default="")
    # The fingerprint of the user's primary key and password.
    account = models.CharField(max_length=64)
    # The epoch of the account; null without `drf_jwt_2fa.enrollment`.
    epoch = models.BigIntegerField(null=True)
    acr = models.CharField(max_length=64, default="")
    # Names of RFC 8176, separated by spaces.
    amr = models.TextField(default="")
    auth_time = models.BigIntegerField()
    # The trusted device that the login came from.
    did = models.UUIDField(null=True)
    user_agent = models.CharField(max_length=255, default="")
    # As throttling has it: of an IPv6 address, the network.
    ip = models.CharField(max_length=64, null=True)  # noqa: DJ001  # None was recorded.
    name = models.CharField(max_length=64, default="")
    # When the token expires that this session was made for: until then the row has to
    # stay, or the token would begin another one.
    adopted_until = models.DateTimeField(null=True)

    objects = PrimaryManager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "ended_at"], name="drf_jwt_2fa_live_sessions")
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class TrustedDevice(models.Model):
    """A device on which a user logs in with the password alone."""

    id = models.BigAutoField(primary_key=True)
    # The ID in `devices/` and in the `did` claim.
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="drf_jwt_2fa_devices",
    )
    # SHA-256 of the present token and of the one before it, in hexadecimal.
    digest = models.CharField(max_length=64, unique=True)
    previous_digest = models.CharField(  # noqa: DJ001  # There is none at first.
        max_length=64, null=True, db_index=True
    )
    rotated_at = models.DateTimeField()
    # What the account was when the device was trusted.
    account = models.CharField(max_length=64)
    epoch = models.BigIntegerField(null=True)
    # The method that was proved, and when.
    acr = models.CharField(max_length=64)
    proved_at = models.DateTimeField()
    # Use does not extend it.
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    name = models.CharField(max_length=64, default="")
    user_agent = models.CharField(max_length=255, default="")
    # As throttling has it: of an IPv6 address, the network.
    ip = models.CharField(max_length=64, null=True)  # noqa: DJ001  # None was recorded.

    objects = PrimaryManager()

    def __str__(self) -> str:
        return f"device {self.uid}"
