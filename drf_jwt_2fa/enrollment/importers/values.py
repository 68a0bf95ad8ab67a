"""Values for a user's second factors in another package."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

APP, CODES, PASSKEY, USER = "totp", "recovery-code", "passkey", "user"
SENT = "sent codes"


class Outcome(Enum):
    """The fate of a part; `REFUSED` is what the user loses."""

    IMPORTED = "imported"
    WARNED = "warning"
    ENROLLED = "already enrolled"
    SKIPPED = "not imported"
    REFUSED = "refused"


class BrokenRowError(Exception):
    """A row cannot be read; the text says why, and shows nothing of its secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# What columns of another type than expected lead to, in whatever is made of them.  The
# text of such an error may show a secret, so the report has the type alone.
STUMBLES = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
)


def describe_stumble(error: Exception) -> str:
    """Return the reason for the report."""
    return f"the row cannot be read ({type(error).__name__})"


@dataclass(frozen=True)
class Note:
    """A line of the report: what becomes of which part, and why."""

    part: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class KnownApp:
    """An authenticator app; `drift` is by how many steps its clock is wrong.

    `last_step` is `None` where nobody knows which code was accepted last.
    """

    secret: bytes = field(repr=False)
    digits: int = 6
    period: int = 30
    algorithm: str = "sha1"
    last_step: int | None = None
    drift: int = 0
    created_at: datetime | None = None
    last_used_at: datetime | None = None
    is_preferred: bool = False


@dataclass(frozen=True)
class KnownCodes:
    """Unused recovery codes: known by themselves, or by their hashes alone."""

    origin: str
    clear: tuple[str, ...] = field(default=(), repr=False)
    hashed: tuple[str, ...] = field(default=(), repr=False)
    created_at: datetime | None = None


@dataclass(frozen=True)
class KnownPasskey:
    """A passkey, its user handle in base64url; `None` is what nobody knows."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int = 0
    user_handle: str = ""
    name: str = ""
    aaguid: str = ""
    transports: tuple[str, ...] = ()
    is_backup_eligible: bool | None = None
    is_backed_up: bool = False
    is_uv_initialized: bool = False
    is_discoverable: bool | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass
class Found:
    """All that one user has; `has_sent_codes` is true with codes by e-mail."""

    app: KnownApp | None = None
    codes: KnownCodes | None = None
    passkeys: list[KnownPasskey] = field(default_factory=list)
    has_sent_codes: bool = False
    notes: list[Note] = field(default_factory=list)

    def note(self, part: str, outcome: Outcome, reason: str) -> None:
        """Add a line to the report of the user."""
        self.notes.append(Note(str(part), outcome, reason))

    def skip(self, part: str, reason: str) -> None:
        """Report what is left behind on purpose."""
        self.note(part, Outcome.SKIPPED, reason)

    def refuse(self, part: str, reason: str) -> None:
        """Report what the user loses."""
        self.note(part, Outcome.REFUSED, reason)

    @property
    def is_downgraded(self) -> bool:
        """Return whether the user's only second factor is one that has no row here."""
        return self.has_sent_codes and not self.app and not self.passkeys


@dataclass(frozen=True)
class Options:
    """The wishes of whoever runs the import.

    `rp_id` is that of the passkeys in the source, `decrypt` undoes an encryption that
    the old project has written itself.
    """

    digits: int | None = None
    period: int | None = None
    keeps_hashed_codes: bool = False
    rp_id: str | None = None
    decrypt: Callable[[str], str] = str
