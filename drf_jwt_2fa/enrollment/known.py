"""Enrol methods that users have set up elsewhere, with what is known of them."""

from __future__ import annotations

from typing import Any

from .changes import put_method
from .methods import EnrollableMethod
from .models import EnrolledMethod
from .store.accounts import moving_epoch
from .store.rows import read_rows


def enroll_known(
    user: Any, method: EnrollableMethod, confirmed: Any, **columns: Any
) -> EnrolledMethod:
    """Enrol the method for the user, in place of an earlier one; return its row.

    `confirmed` is what the method's `confirm` would return, `columns` are those of
    `EnrolledMethod`, such as `created_at`.  It is as if that was long ago: no mail, no
    signal, no recovery codes.  Tokens that were issued before become void.
    """
    with moving_epoch(user):
        row = put_method(user, method.name, read_rows(user.pk), **columns)
        method.keep(row, confirmed)
    return row
