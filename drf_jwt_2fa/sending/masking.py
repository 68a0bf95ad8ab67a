"""Mask the address that a code was sent to."""

from __future__ import annotations

_DOTS = "•••"


def mask_email_address(address: str) -> str:
    """Return the address with the first letters and the top-level domain left.

    ``"dora@mail.example.org"`` becomes ``"d•••@m•••.org"``.
    """
    local, _at, domain = address.rpartition("@")
    _name, dot, top = domain.rpartition(".")
    return f"{local[:1]}{_DOTS}@{domain[:1]}{_DOTS}{dot}{top if dot else ''}"
