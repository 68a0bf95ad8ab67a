"""The tables of accounts and of the methods that users enrol."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models, router
from django.utils.translation import gettext_lazy as _

from ..methods import get_verbose_name

MAX_NAME_LENGTH = 64


def get_database() -> str:
    """Return the alias of the database that these tables are in."""
    return router.db_for_write(EnrolledMethod)


# A replica that lags behind would accept a used code, or a disabled method.
class PrimaryManager(models.Manager):  # type: ignore[type-arg]  # Not in Django 2.2.
    """A manager that reads from the database that it writes to."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the primary database."""
        return super().get_queryset().using(get_database())


class Account(models.Model):
    """The row of a user, which neither a reset nor a removal of methods deletes."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="drf_jwt_2fa_account",
    )
    # It only grows: tokens issued before a change stay void for ever.
    epoch = models.BigIntegerField()
    # The fingerprint of the password that the epoch was moved for.
    password = models.CharField(max_length=64)
    # Consecutive ones: a right one resets the count.
    wrong_step_ups = models.PositiveIntegerField(default=0)
    wrong_sent_codes = models.PositiveIntegerField(default=0)
    sent_codes_disabled_at = models.DateTimeField(null=True)
    # Random, and the same for all passkeys of the user, so that an authenticator
    # replaces one that it has (WebAuthn L3, 14.6.1).
    user_handle = models.CharField(  # noqa: DJ001  # Unique, and not every user's.
        max_length=86, null=True, unique=True
    )

    objects = PrimaryManager()

    def __str__(self) -> str:
        return f"account {self.pk}"


class EnrolledMethod(models.Model):
    """A method that a user has enrolled, disabled or not."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="drf_jwt_2fa_methods",
        verbose_name=_("user"),
    )
    name = models.CharField(_("method"), max_length=64)
    created_at = models.DateTimeField(_("set up"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    # Consecutive ones: a right one resets the count.
    wrong_answers = models.PositiveIntegerField(_("wrong answers"), default=0)
    disabled_at = models.DateTimeField(_("disabled"), null=True)
    is_preferred = models.BooleanField(_("preferred"), default=False)
    # The data of a method without a table of its own, such as a hash.
    data = models.CharField(max_length=255, default="")

    objects = PrimaryManager()

    class Meta:
        verbose_name = _("enrolled method")
        verbose_name_plural = _("enrolled methods")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], name="drf_jwt_2fa_enrolled_once"
            )
        ]

    def __str__(self) -> str:
        return get_verbose_name(self.name)


class TotpSecret(models.Model):
    """The secret that a user's authenticator app shares with us (RFC 6238)."""

    method = models.OneToOneField(
        EnrolledMethod, models.CASCADE, primary_key=True, related_name="totp"
    )
    secret = models.CharField(max_length=255)
    key_id = models.CharField(max_length=8)
    # No step up to this one is accepted (again).
    last_step = models.BigIntegerField()
    # Ours have the defaults, which every app knows; an imported one may have others.
    digits = models.PositiveSmallIntegerField(default=6)
    period = models.PositiveIntegerField(default=30)  # seconds
    algorithm = models.CharField(max_length=8, default="sha1")

    objects = PrimaryManager()

    def __str__(self) -> str:
        return f"TOTP secret {self.pk}"


class RecoveryCode(models.Model):
    """A code for a user who has lost all other methods."""

    id = models.BigAutoField(primary_key=True)
    method = models.ForeignKey(
        EnrolledMethod, models.CASCADE, related_name="recovery_codes"
    )
    # The part of the code that is no secret; it finds the row.
    selector = models.CharField(max_length=8)
    hash = models.CharField(max_length=255)
    used_at = models.DateTimeField(null=True)
    # The package that made the code, "" for ours: others write theirs differently.
    origin = models.CharField(max_length=16, default="")

    objects = PrimaryManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["method", "selector"], name="drf_jwt_2fa_selected_once"
            )
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Passkey(models.Model):
    """A public key of a user's authenticator: a credential record (WebAuthn L3, 4)."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    method = models.ForeignKey(EnrolledMethod, models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023)
    # The SHA-256 of the ID: not every database can index binary columns.
    credential_hash = models.CharField(max_length=64, unique=True)
    # The COSE key as it was sent.
    public_key = models.BinaryField()
    # Up to 2**32 - 1, which a PositiveIntegerField cannot hold everywhere.
    sign_count = models.BigIntegerField()
    # `None` if it is unknown: of a key that was imported.
    is_backup_eligible = models.BooleanField(null=True)
    is_backed_up = models.BooleanField(default=False)
    is_uv_initialized = models.BooleanField(default=False)
    is_discoverable = models.BooleanField(null=True)
    # Only of a key that was imported, and made for another user handle than ours.
    user_handle = models.CharField(max_length=86, default="")
    # A JSON list, with values that no standard knows (yet).
    transports = models.TextField(default="[]")
    aaguid = models.CharField(max_length=36)
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    # When a signature counter first showed that there may be a copy.
    suspected_at = models.DateTimeField(null=True)

    objects = PrimaryManager()

    def __str__(self) -> str:
        return f"passkey {self.uid}"


class PendingEnrollment(models.Model):
    """An enrolment that was begun; a user has at most one for each method."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=64)
    secret = models.CharField(max_length=255)
    key_id = models.CharField(max_length=8)
    # Only the login that began it may finish it.
    login = models.CharField(max_length=255)
    attempts = models.PositiveIntegerField(default=0)
    # Indexed: without, MariaDB locks every row to delete those that have ended.
    expires_at = models.DateTimeField(db_index=True)

    objects = PrimaryManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], name="drf_jwt_2fa_pending_once"
            )
        ]

    def __str__(self) -> str:
        return f"pending {self.name}"
