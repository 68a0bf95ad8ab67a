"""The checks that registrations and assertions have in common, in their order.

WebAuthn L3, 7.1 and 7.2.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from .parsing import AuthenticatorFacts, parse_client_data
from .values import AssertionAnswer, CeremonyError, RegistrationAnswer, RelyingParty

_PUBLIC_KEY = "public-key"


def check_client(
    answer: RegistrationAnswer | AssertionAnswer,
    kind: str,
    challenge: str,
    site: RelyingParty,
) -> None:
    """Raise `CeremonyError` if the client did not do what was asked, where it may.

    `kind` is the type in the client data.
    """
    if answer.type != _PUBLIC_KEY:
        raise CeremonyError("type")
    if answer.id != answer.raw_id:
        raise CeremonyError("id")
    client = parse_client_data(answer.client_data)
    if client.get("type") != kind:
        raise CeremonyError("client_data_type")
    if not _is_challenge(client.get("challenge"), challenge):
        raise CeremonyError("challenge")
    if client.get("origin") not in site.origins:
        raise CeremonyError("origin")
    _check_frame(client, site)


def check_facts(
    facts: AuthenticatorFacts, site: RelyingParty, *, needs_user_verification: bool
) -> None:
    """Raise `CeremonyError` if the authenticator did it for another site, or not whole.

    That is without the user, without verifying them where that is asked for, or with
    flags that contradict each other.
    """
    rp_id_hash = hashlib.sha256(site.id.encode()).digest()
    if not hmac.compare_digest(facts.rp_id_hash, rp_id_hash):
        raise CeremonyError("rp_id")
    if not facts.is_user_present:
        raise CeremonyError("user_presence")
    if needs_user_verification and not facts.is_user_verified:
        raise CeremonyError("user_verification")
    if facts.is_backed_up and not facts.is_backup_eligible:
        raise CeremonyError("backup_state")


def _is_challenge(found: Any, challenge: str) -> bool:
    if not isinstance(found, str):
        return False
    return hmac.compare_digest(
        found.encode("utf-8", "surrogatepass"), challenge.encode()
    )


def _check_frame(client: Mapping[str, Any], site: RelyingParty) -> None:
    """Raise `CeremonyError` for a page in a frame of a page that is not listed.

    Clients that know no ``topOrigin`` give no way to tell such pages apart.
    """
    is_framed = client.get("crossOrigin", False) is not False
    if (is_framed or "topOrigin" in client) and (
        client.get("topOrigin") not in site.top_origins
    ):
        raise CeremonyError("cross_origin")
