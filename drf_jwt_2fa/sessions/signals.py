"""Signals for audit logs and alerts about sessions and trusted devices.

Like those of `drf_jwt_2fa.signals`; `session` is the row, which has no token in it.
"""

from __future__ import annotations

from django.dispatch import Signal

session_started = Signal()
"""The user signed in, and the `session` began."""

session_ended = Signal()
"""The `session` ended; `by` says why, in the words of `EndedBy`."""

refresh_reused = Signal()
"""A refresh token of the `session` was used again too late: it was copied."""

device_trusted = Signal()
"""A device of the user is trusted from now on; `device` is its ID."""

device_reused = Signal()
"""A copy of a trusted device was used, which is trusted no more; `device` is its ID."""
