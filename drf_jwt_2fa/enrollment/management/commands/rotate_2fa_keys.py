"""Encrypt secrets at rest with the first key: ``manage.py rotate_2fa_keys``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....hashers import KeyedRecoveryCodeHasher
from ...models import PendingEnrollment, TotpSecret
from ...store.encryption import SecretUnreadableError, get_keys
from ...store.rows import find_unused
from ...store.secrets import reseal


class Command(BaseCommand):
    """Encrypt all secrets with the first key.

    It may be interrupted: the next run continues.
    """

    help = "Encrypt all secrets with the first of JWT2FA_AUTH['ENCRYPTION_KEYS']."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the size of a batch."""
        parser.add_argument(
            "--batch-size",
            type=int,
            default=500,
            help="Number of rows to read at once.",
        )

    def handle(self, *args: Any, batch_size: int, **options: Any) -> None:
        """Rotate the keys, and report the progress after each batch."""
        key_id = get_keys()[0].id
        done, unreadable = 0, 0
        for model in (TotpSecret, PendingEnrollment):
            old = model.objects.exclude(key_id=key_id)
            total = old.count()
            for batch in _cut(old, batch_size):
                kept = sum(map(_rotate, batch))
                done, unreadable = done + kept, unreadable + len(batch) - kept
                left = max(total - len(batch), 0)
                total = left
                self.stdout.write(f"{model.__name__}: {left} left")
        self.stdout.write(f"{done} secrets are encrypted with key {key_id} now.")
        self._report_recovery_codes()
        if unreadable:
            raise CommandError(
                f"{unreadable} secrets cannot be decrypted; see the log."
            )

    def _report_recovery_codes(self) -> None:
        """Report those that need an earlier key: a hash cannot be rotated."""
        keyed = KeyedRecoveryCodeHasher()
        hashed = find_unused().filter(hash__startswith=f"{keyed.algorithm}$")
        old = hashed.exclude(hash__startswith=keyed.get_prefix())
        users = old.values("method__user_id").distinct().count()
        if users:
            self.stdout.write(
                f"{old.count()} recovery codes of {users} users are hashed with an"
                " earlier SECRET_KEY. They need it in SECRET_KEY_FALLBACKS until they"
                " are used or renewed."
            )


def _cut(old: Any, size: int) -> Iterator[list[Any]]:
    """Return the rows in batches, in the order of their keys.

    A row that cannot be rotated is returned only once.
    """
    last = None
    while True:
        rest = old if last is None else old.filter(pk__gt=last)
        batch = list(rest.order_by("pk")[:size])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _rotate(row: TotpSecret | PendingEnrollment) -> bool:
    """Return whether the secret is readable."""
    try:
        columns = reseal(row)
    except SecretUnreadableError:
        return False
    # A secret that was replaced in the meantime stays.
    same = type(row).objects.filter(pk=row.pk, secret=row.secret)
    same.update(**columns)
    return True
