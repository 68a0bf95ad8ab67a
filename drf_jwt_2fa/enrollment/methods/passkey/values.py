"""The values of the ceremonies of WebAuthn, and their one error."""

from __future__ import annotations

from dataclasses import dataclass, field

from ....methods import WrongAnswerError


class CeremonyError(WrongAnswerError):
    """An answer of an authenticator is not right; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class RelyingParty:
    """The site that passkeys are for (WebAuthn L3, 4).

    `origins` are those of its pages and apps, `top_origins` those of pages that may
    embed them, `algorithms` those of new keys, the best one first (RFC 9053, 2).
    """

    id: str
    origins: tuple[str, ...]
    top_origins: tuple[str, ...] = ()
    algorithms: tuple[int, ...] = ()


@dataclass(frozen=True)
class RegistrationAnswer:
    """A ``RegistrationResponseJSON`` of the right shape, decoded."""

    id: bytes
    raw_id: bytes
    type: str
    client_data: bytes = field(repr=False)
    attestation_object: bytes = field(repr=False)
    transports: tuple[str, ...] = ()
    is_discoverable: bool | None = None


@dataclass(frozen=True)
class AssertionAnswer:
    """An ``AuthenticationResponseJSON`` of the right shape, decoded.

    The user handle stays in base64url, as it is stored.
    """

    id: bytes
    raw_id: bytes
    type: str
    client_data: bytes = field(repr=False)
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    user_handle: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class NewKey:
    """A passkey that was just made: a credential record (WebAuthn L3, 4).

    `is_discoverable` is what the client says of it, `None` if it says nothing.
    """

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool
    is_user_verified: bool
    aaguid: str
    transports: tuple[str, ...] = ()
    is_discoverable: bool | None = None


@dataclass(frozen=True)
class Assertion:
    """An assertion that is right but for its signature, which takes the key."""

    credential_id: bytes
    user_handle: str | None = field(repr=False)
    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool
    is_user_verified: bool
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
