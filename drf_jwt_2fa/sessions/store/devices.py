"""All queries of the table of trusted devices."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone

from ...authentication import user_not_found
from ..models import TrustedDevice


@dataclass(frozen=True)
class Binding:
    """The state of an account: a device is trusted as long as it stays the same."""

    account: str
    epoch: int | None


def find(digests: Sequence[str]) -> TrustedDevice | None:
    """Return the device that a token belongs to, in one query.

    The digests are those of the token and of its successors: an old token finds its
    device, too, and so shows that there is a copy of it.
    """
    present = Q(digest__in=digests) | Q(previous_digest=digests[0])
    return next(iter(TrustedDevice.objects.filter(present)), None)


def rotate(
    device: TrustedDevice, old: str, new: str, now: datetime, **facts: Any
) -> bool:
    """Replace the digest of the token; return whether it was still the old one.

    Of any number of requests with one token, the database lets one through.
    """
    same = TrustedDevice.objects.filter(pk=device.pk, digest=old, expires_at__gt=now)
    return bool(
        same.update(
            digest=new, previous_digest=old, rotated_at=now, last_used_at=now, **facts
        )
    )


def add(
    user: Any, binding: Binding, columns: Mapping[str, Any], most: int
) -> TrustedDevice:
    """Add a device of the user, and return it.

    It takes the place of those that are trusted no more, and of the one unused longest
    where the user then has more than so many.
    """
    try:
        device: TrustedDevice = TrustedDevice.objects.create(
            user_id=user.pk, account=binding.account, epoch=binding.epoch, **columns
        )
    except IntegrityError as error:
        # The user was deleted meanwhile.
        raise user_not_found() from error
    # After the insertion: of two logins at once, the later one sees both devices.
    surplus = _find_surplus(user, binding, device, most)
    if surplus:
        TrustedDevice.objects.filter(pk__in=surplus).delete()
    return device


def _find_surplus(
    user: Any, binding: Binding, new: TrustedDevice, most: int
) -> list[int]:
    others = of_user(user).exclude(pk=new.pk).order_by("-last_used_at", "-pk")
    rows = list(others.values_list("pk", "account", "epoch", "expires_at"))
    alive = [
        pk
        for pk, account, epoch, expires_at in rows
        if Binding(account, epoch) == binding and expires_at > new.created_at
    ]
    kept = set(alive[: most - 1])
    return [row[0] for row in rows if row[0] not in kept]


def of_user(user: Any) -> QuerySet[TrustedDevice]:
    """Return the devices of the user, those that are trusted no more among them."""
    return TrustedDevice.objects.filter(user_id=user.pk)


def list_alive(user: Any, binding: Binding, now: datetime) -> list[TrustedDevice]:
    """Return the devices that are trusted, the one used last first."""
    alive = of_user(user).filter(
        account=binding.account, epoch=binding.epoch, expires_at__gt=now
    )
    return list(alive.order_by("-last_used_at", "-pk"))


def end(device: TrustedDevice) -> bool:
    """Delete the device; return whether this call did."""
    number, _rows = TrustedDevice.objects.filter(pk=device.pk).delete()
    return number > 0


def end_by_id(user: Any, uid: uuid.UUID) -> bool:
    """Delete the user's device with this ID; return whether there was one."""
    number, _rows = of_user(user).filter(uid=uid).delete()
    return number > 0


def end_all(user: Any) -> int:
    """Delete all devices of the user; return how many there were."""
    number, _rows = of_user(user).delete()
    return number


def delete_expired(batch_size: int) -> Iterator[int]:
    """Delete expired devices, and yield the number of rows of each batch."""
    expired = TrustedDevice.objects.filter(expires_at__lte=timezone.now())
    while True:
        # Two statements: MySQL takes no LIMIT in a subquery.
        oldest = expired.order_by("expires_at").values_list("pk", flat=True)
        keys = list(oldest[:batch_size])
        if not keys:
            return
        number, _rows = TrustedDevice.objects.filter(pk__in=keys).delete()
        yield number
