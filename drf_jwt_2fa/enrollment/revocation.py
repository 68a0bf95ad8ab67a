"""Ending the logins of a user whose second factors have changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def revoke_refresh_tokens(user: Any) -> None:
    """Blacklist the refresh tokens that are out, if Simple JWT's app for it is there.

    Access tokens cannot be taken back; they live for minutes.
    """
    if not apps.is_installed("rest_framework_simplejwt.token_blacklist"):
        return
    # The models are those of an app that need not be installed.
    from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415
        BlacklistedToken,
        OutstandingToken,
    )

    alive = OutstandingToken._default_manager.filter(user=user, blacklistedtoken=None)
    BlacklistedToken._default_manager.bulk_create(
        [BlacklistedToken(token=token) for token in alive], ignore_conflicts=True
    )
