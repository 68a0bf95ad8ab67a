"""Verify the assertion of a passkey (WebAuthn L3, 7.2)."""

from __future__ import annotations

import hashlib

from .ceremony import check_client, check_facts
from .parsing import parse_authenticator_data, verify_signature
from .values import Assertion, AssertionAnswer, RelyingParty


def check_assertion(
    answer: AssertionAnswer,
    challenge: str,
    site: RelyingParty,
    *,
    needs_user_verification: bool,
) -> Assertion:
    """Return the assertion, right but for its signature, which takes the key.

    Raise `CeremonyError` if anything else is not right.
    """
    check_client(answer, "webauthn.get", challenge, site)
    facts = parse_authenticator_data(answer.authenticator_data)
    check_facts(facts, site, needs_user_verification=needs_user_verification)
    client_data_hash = hashlib.sha256(answer.client_data).digest()
    return Assertion(
        credential_id=answer.raw_id,
        user_handle=answer.user_handle,
        sign_count=facts.sign_count,
        is_backup_eligible=facts.is_backup_eligible,
        is_backed_up=facts.is_backed_up,
        is_user_verified=facts.is_user_verified,
        signed=answer.authenticator_data + client_data_hash,
        signature=answer.signature,
    )


def check_signature(assertion: Assertion, public_key: bytes) -> None:
    """Raise `CeremonyError` if the key of the passkey has not signed it."""
    verify_signature(public_key, assertion.signed, assertion.signature)
