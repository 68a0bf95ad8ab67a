"""Signals for audit logs and alerts about the methods that users enrol.

Like those of `drf_jwt_2fa.signals`; `method` is the wire name of the method.  They are
sent after the change.  Methods know no request: it is `None`, except for a reset in the
admin.
"""

from __future__ import annotations

from django.dispatch import Signal

method_enrolled = Signal()
"""The user enrolled the `method`; `replaced` says whether there was an earlier one."""

method_removed = Signal()
"""The `method` of the user was removed."""

method_preferred = Signal()
"""The user prefers the `method`."""

method_disabled = Signal()
"""Too many wrong answers in a row: the `method` of the user was disabled."""

passkey_suspected = Signal()
"""The counter of a passkey shows that there may be a copy; `method` as above.

It is sent once for each passkey, and the answer that showed it was refused.
"""

recovery_codes_made = Signal()
"""The user got new recovery codes; earlier ones are void."""

recovery_code_used = Signal()
"""The user used a recovery code; `left` is the number of those that are unused."""

methods_reset = Signal()
"""All methods of the user were removed by somebody else; `methods` are their names."""
