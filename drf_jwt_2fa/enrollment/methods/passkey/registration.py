"""Verify the registration of a passkey (WebAuthn L3, 7.1)."""

from __future__ import annotations

from .ceremony import check_client, check_facts
from .parsing import AttestedKey, check_key, parse_attestation_object
from .values import CeremonyError, NewKey, RegistrationAnswer, RelyingParty

# In bytes (WebAuthn L3, 7.1, step 25).
_LONGEST_ID = 1023


def check_registration(
    answer: RegistrationAnswer,
    challenge: str,
    site: RelyingParty,
    *,
    needs_user_verification: bool,
) -> NewKey:
    """Return the new passkey; raise `CeremonyError` if anything is not right.

    Whether somebody has enrolled it already is for the caller to find out.
    """
    check_client(answer, "webauthn.create", challenge, site)
    facts = parse_attestation_object(answer.attestation_object)
    check_facts(facts, site, needs_user_verification=needs_user_verification)
    if facts.key is None:
        raise CeremonyError("no_key")
    _check_new_key(facts.key, answer, site)
    return NewKey(
        credential_id=facts.key.credential_id,
        public_key=facts.key.cose,
        sign_count=facts.sign_count,
        is_backup_eligible=facts.is_backup_eligible,
        is_backed_up=facts.is_backed_up,
        is_user_verified=facts.is_user_verified,
        aaguid=facts.key.aaguid,
        transports=answer.transports,
        is_discoverable=answer.is_discoverable,
    )


def _check_new_key(
    key: AttestedKey, answer: RegistrationAnswer, site: RelyingParty
) -> None:
    if key.algorithm not in site.algorithms:
        raise CeremonyError("algorithm")
    if not 0 < len(key.credential_id) <= _LONGEST_ID:
        raise CeremonyError("id_length")
    if key.credential_id != answer.raw_id:
        raise CeremonyError("id")
    check_key(key.cose)
