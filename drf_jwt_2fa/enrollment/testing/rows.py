"""The rows of methods that are enrolled without the endpoints."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from .. import changes
from ..models import Account, EnrolledMethod
from ..store.rows import read_rows


def enroll(user: Any, name: str) -> EnrolledMethod:
    """Return the new row of the method of this name; call it in a transaction."""
    method = changes.put_method(user, name, read_rows(user.pk))
    # An account begins with the first login; tokens issued before become void.
    Account.objects.filter(user_id=user.pk).update(epoch=F("epoch") + 1)
    return method
