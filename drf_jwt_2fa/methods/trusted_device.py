"""The method of logins on a trusted device."""

from __future__ import annotations

from .base import Method


class TrustedDevice(Method):
    """Stands for the second factor that was proved on the device before.

    RFC 8176 has no value for it.  Whoever has a copy of the device token has the
    device, so such a login never counts as a second factor (NIST SP 800-63B-4, 5.1).
    No code token is for it.
    """

    name = "trusted-device"
    proves_second_factor = False
    can_trust_devices = False
