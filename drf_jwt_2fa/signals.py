"""Signals for audit logs and alerts about the second factor.

Each is sent with the `user` and Django's `request` (`None` outside of one), and never
with a secret.  An error in a receiver is logged and breaks no login.
"""

from __future__ import annotations

import logging
from typing import Any

import django
from django.dispatch import Signal

logger = logging.getLogger(__name__)

code_sent = Signal()
"""A verification code was handed to the sender for the user."""

code_sending_failed = Signal()
"""A code could not be sent in the background; `reason` says why."""

code_rejected = Signal()
"""A wrong code came with a genuine code token of the user."""

code_token_blocked = Signal()
"""A limit stopped the user; `limit` is the code of its error."""

second_factor_verified = Signal()
"""The user proved the second factor, and so completed a login or a step-up."""


def send(signal: Signal, user: Any, request: Any, **more: Any) -> None:
    """Send the signal; log what its receivers raise."""
    for receiver, result in signal.send_robust(
        sender=type(user), user=user, request=request, **more
    ):
        # Later releases log it themselves.
        if isinstance(result, Exception) and django.VERSION < (3, 2):
            logger.error("A receiver failed: %r", receiver, exc_info=result)
