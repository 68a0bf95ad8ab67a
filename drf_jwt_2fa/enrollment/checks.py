"""System checks of the settings and packages of the app."""

from __future__ import annotations

import importlib.util
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Tags
from django.core.checks.registry import registry
from rest_framework_simplejwt import settings as simple_jwt

from ..checks.findings import error, read, warning
from .methods.totp.labels import clean, quote_text
from .methods.totp.rfc6238 import LONGEST_ISSUER

_NEEDED = ("cryptography", "segno")


def check_packages(**kwargs: Any) -> list[CheckMessage]:
    """Find packages of the extra that are not installed (E014)."""
    hint = "Install drf-jwt-2fa[enrollment]."
    return [
        error(14, f"drf_jwt_2fa.enrollment needs the package {name}.", hint)
        for name in _NEEDED
        if importlib.util.find_spec(name) is None
    ]


def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """Find keys of secrets at rest that are none, or the same as others (E013)."""
    values = read("ENCRYPTION_KEYS")
    if values is None or check_packages():
        return []
    from .store.encryption import (  # noqa: PLC0415  # It imports such a package.
        parse_key,
    )

    found: list[CheckMessage] = []
    keys: list[bytes] = []
    hint = "Make one with: openssl rand -base64 32"
    for number, text in enumerate(values[0], 1):
        # The number tells which one it is; the key itself is not shown.
        try:
            key = parse_key(text)
        except ValueError as problem:
            found.append(error(13, f"Key {number} in ENCRYPTION_KEYS {problem}.", hint))
            continue
        if key in keys:
            message = f"Key {number} in ENCRYPTION_KEYS is the same as another."
            found.append(error(13, message, "Remove it."))
        keys.append(key)
    return found


def check_issuer(**kwargs: Any) -> list[CheckMessage]:
    """Find an issuer that apps would misread (E020) or not show whole (W011)."""
    values = read("TOTP_ISSUER")
    if values is None:
        return []
    issuer: str = values[0]
    found: list[CheckMessage] = []
    if ":" in issuer:
        message = "TOTP_ISSUER has a colon, where authenticator apps end an issuer."
        hint = "Remove the colon; a similar sign is shown in its place until then."
        found.append(error(20, message, hint))
    if len(quote_text(clean(issuer))) > LONGEST_ISSUER:
        message = "TOTP_ISSUER is too long for a QR code, and is shortened."
        hint = "Keep it to 60 letters of Latin, 30 of Greek or 20 of Japanese."
        found.append(warning(11, message, hint))
    return found


def check_derived_keys(**kwargs: Any) -> list[CheckMessage]:
    """Find secrets at rest that `SECRET_KEY` alone protects (W106)."""
    values = read("ENCRYPTION_KEYS")
    # Checks stay registered when a test takes the app away.
    is_installed = apps.is_installed("drf_jwt_2fa.enrollment")
    if values is None or values[0] or not is_installed:
        return []
    message = "The secrets of authenticator apps are encrypted with SECRET_KEY."
    hint = (
        "Set JWT2FA_AUTH['ENCRYPTION_KEYS'] to a key that is kept apart from it"
        " (openssl rand -base64 32), then run manage.py rotate_2fa_keys."
    )
    return [warning(106, message, hint)]


def check_revocation(**kwargs: Any) -> list[CheckMessage]:
    """Find refresh tokens that outlive the password that they came of (W107)."""
    name = "CHECK_REVOKE_TOKEN"
    is_known = name in simple_jwt.DEFAULTS
    is_installed = apps.is_installed("drf_jwt_2fa.enrollment")
    if not is_known or getattr(simple_jwt.api_settings, name) or not is_installed:
        return []
    message = "A new password leaves the refresh tokens that are out as they are."
    hint = (
        "Set SIMPLE_JWT['CHECK_REVOKE_TOKEN'] to True, and install"
        " rest_framework_simplejwt.token_blacklist for other changes of an account."
    )
    return [warning(107, message, hint)]


def register() -> None:
    """Make Django run the checks."""
    for check in (check_packages, check_keys, check_issuer):
        registry.register(check, Tags.security)
    for check in (check_derived_keys, check_revocation):
        registry.register(check, Tags.security, deploy=True)
