"""The relying party: the site that passkeys are for, as the settings have it."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from ....settings import api_settings
from .values import RelyingParty


def get_relying_party() -> RelyingParty:
    """Return the relying party (WebAuthn L3, 4).

    Raise `ImproperlyConfigured` without ``PASSKEY_RP_ID``: it is never guessed from the
    ``Host`` header, which an attacker may choose.
    """
    return RelyingParty(
        id=_get_rp_id(),
        origins=get_origins(),
        top_origins=tuple(api_settings.PASSKEY_TOP_ORIGINS),
        algorithms=tuple(api_settings.PASSKEY_ALGORITHMS),
    )


def get_origins() -> tuple[str, ...]:
    """Return the origins of pages and apps that may use passkeys."""
    origins = api_settings.PASSKEY_ORIGINS
    return (f"https://{_get_rp_id()}",) if origins is None else tuple(origins)


def get_site_name() -> str:
    """Return the name of the site that clients show."""
    return str(api_settings.PASSKEY_RP_NAME or _get_rp_id())


def get_timeout() -> int:
    """Return for how long an answer is accepted, in milliseconds."""
    return int(api_settings.CODE_EXPIRATION_TIME.total_seconds() * 1000)


def _get_rp_id() -> str:
    rp_id = api_settings.PASSKEY_RP_ID
    if not rp_id:
        raise ImproperlyConfigured("JWT2FA_AUTH['PASSKEY_RP_ID'] is not set")
    return str(rp_id)
