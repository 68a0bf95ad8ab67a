"""Delete what has expired: ``manage.py flush_2fa``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...store.cleaning import delete_dead
from ...store.devices import delete_expired


class Command(BaseCommand):
    """Delete expired sessions and devices and, after 30 days, sessions that were ended.

    It may be interrupted, and run at any time: refreshes go on meanwhile.
    """

    help = (
        "Delete expired sessions, those that ended more than 30 days ago, and trusted"
        " devices that have expired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the size of a batch."""
        parser.add_argument(
            "--batch-size",
            type=int,
            default=1000,
            help="Number of rows to delete at once.",
        )

    def handle(self, *args: Any, batch_size: int, **options: Any) -> None:
        """Delete, and report the progress after each batch."""
        if batch_size < 1:
            raise CommandError("--batch-size must be at least 1.")
        deleted = 0
        for number in delete_dead(batch_size):
            deleted += number
            self.stdout.write(f"Sessions deleted: {deleted}")
        self.stdout.write(f"{deleted} sessions were deleted.")
        deleted = 0
        for number in delete_expired(batch_size):
            deleted += number
            self.stdout.write(f"Trusted devices deleted: {deleted}")
        self.stdout.write(f"{deleted} trusted devices were deleted.")
