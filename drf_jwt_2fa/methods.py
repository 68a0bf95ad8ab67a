"""The methods of the second factor, by the names that standards and clients know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """A method: its name for clients, and its ``amr`` values (RFC 8176, 2)."""

    name: str
    amr: tuple[str, ...]


SENT_CODE = Method("code-sender", amr=("otp",))
