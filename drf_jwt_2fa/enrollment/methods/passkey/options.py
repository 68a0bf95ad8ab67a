"""The options for an authenticator, as the JSON that browsers parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ....utils import base64url

Keys = Iterable[tuple[bytes, Sequence[str]]]


def request_options(
    challenge: str,
    rp_id: str,
    timeout_ms: int,
    user_verification: str,
    keys: Keys | None,
) -> dict[str, Any]:
    """Return a ``PublicKeyCredentialRequestOptionsJSON`` (WebAuthn L3, 5.1.9).

    `keys` are the IDs and transports of the keys that may answer; `None` stands for any
    key that the authenticator finds by itself.
    """
    allowed = {} if keys is None else {"allowCredentials": _describe(keys)}
    return {
        "challenge": challenge,
        "rpId": rp_id,
        "timeout": timeout_ms,
        "userVerification": user_verification,
        **allowed,
    }


def creation_options(
    *,
    challenge: str,
    rp_id: str,
    rp_name: str,
    user_handle: str,
    user_name: str,
    display_name: str,
    timeout_ms: int,
    algorithms: Iterable[int],
    exclude: Keys,
    resident_key: str,
    user_verification: str,
) -> dict[str, Any]:
    """Return a ``PublicKeyCredentialCreationOptionsJSON`` (WebAuthn L3, 5.1.8).

    No attestation is asked for: it would tell the make of the user's authenticator.
    """
    return {
        "rp": {"id": rp_id, "name": rp_name},
        "user": {"id": user_handle, "name": user_name, "displayName": display_name},
        "challenge": challenge,
        "pubKeyCredParams": [
            {"type": "public-key", "alg": algorithm} for algorithm in algorithms
        ],
        "timeout": timeout_ms,
        "excludeCredentials": _describe(exclude),
        "authenticatorSelection": {
            "residentKey": resident_key,
            # For clients of Level 1, which know nothing else.
            "requireResidentKey": resident_key == "required",
            "userVerification": user_verification,
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }


def _describe(keys: Keys) -> list[dict[str, Any]]:
    return [
        {
            "type": "public-key",
            "id": base64url(credential_id),
            **({"transports": list(transports)} if transports else {}),
        }
        for credential_id, transports in keys
    ]
