"""List the methods of each user: ``manage.py report_2fa [--staff] [--missing]``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...models import EnrolledMethod

BATCH_SIZE = 500


class Command(BaseCommand):
    """Write a line for each active user: name and methods, separated by tabs."""

    help = "List the active users and the methods that they have enrolled."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the filters of the list."""
        parser.add_argument("--staff", action="store_true", help="Only staff.")
        parser.add_argument(
            "--missing", action="store_true", help="Only users without a method."
        )

    def handle(self, *args: Any, staff: bool, missing: bool, **options: Any) -> None:
        """Write the lines."""
        for user, rows in _find_all(staff=staff):
            if not (missing and rows):
                methods = "; ".join(map(_describe, rows)) or "none"
                self.stdout.write(f"{user.get_username()}\t{methods}")


def _find_all(*, staff: bool) -> Iterator[tuple[Any, list[EnrolledMethod]]]:
    model = get_user_model()
    users = model._default_manager.order_by("pk")
    if staff and not _has_column(model, "is_staff"):
        raise CommandError("The user model does not show who is staff.")
    users = users.filter(is_staff=True) if staff else users
    users = users.filter(is_active=True) if _has_column(model, "is_active") else users
    for batch in _cut(users.iterator(chunk_size=BATCH_SIZE)):
        methods = defaultdict(list)
        keys = [user.pk for user in batch]
        for row in EnrolledMethod.objects.filter(user_id__in=keys).order_by("pk"):
            methods[row.user_id].append(row)
        for user in batch:
            yield user, methods[user.pk]


def _cut(users: Iterable[Any]) -> Iterator[list[Any]]:
    users = iter(users)
    while batch := list(islice(users, BATCH_SIZE)):
        yield batch


def _has_column(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _describe(row: EnrolledMethod) -> str:
    used = (
        f"last used {row.last_used_at:%Y-%m-%d}" if row.last_used_at else "never used"
    )
    disabled = ", disabled" if row.disabled_at else ""
    return f"{row.name} since {row.created_at:%Y-%m-%d}, {used}{disabled}"
