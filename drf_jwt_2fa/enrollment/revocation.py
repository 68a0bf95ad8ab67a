"""Ending the logins of a user whose second factors have changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def revoke_refresh_tokens(user: Any) -> None:
    """Blacklist the refresh tokens that are out, if Simple JWT's app for it is there.

    Access tokens cannot be taken back; they live for minutes.
    """
    if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        _blacklist(user)  # pragma: no cover


# Simple JWT decides when it is imported whether its models have tables, so a test of
# this is a program of its own: tests/programs/enrollment_revocation.py.
def _blacklist(user: Any) -> None:  # pragma: no cover
    from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415
        BlacklistedToken,
        OutstandingToken,
    )

    alive = OutstandingToken._default_manager.filter(user=user, blacklistedtoken=None)
    BlacklistedToken._default_manager.bulk_create(
        [BlacklistedToken(token=token) for token in alive], ignore_conflicts=True
    )
