"""Checks of the packages and the settings of the app."""

from __future__ import annotations

import importlib.util
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage
from rest_framework_simplejwt import settings as simple_jwt

from ...checks.findings import error, find_methods, read, warning
from ...methods import is_default
from ..methods.totp.labels import clean, quote_text
from ..methods.totp.rfc6238 import LONGEST_ISSUER

_APP = "drf_jwt_2fa.enrollment"
_NEEDED = ("cryptography", "segno")


def check_packages(**kwargs: Any) -> list[CheckMessage]:
    """Report packages of the extra that are not installed (E014)."""
    hint = "Install drf-jwt-2fa[enrollment]."
    return [
        error(14, f"drf_jwt_2fa.enrollment needs the package {name}.", hint)
        for name in _NEEDED
        if importlib.util.find_spec(name) is None
    ]


def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """Report `ENCRYPTION_KEYS` that are invalid or repeated (E013)."""
    values = read("ENCRYPTION_KEYS")
    if values is None or check_packages():
        return []
    from ..store.encryption import (  # noqa: PLC0415  # It imports such a package.
        parse_key,
    )

    found: list[CheckMessage] = []
    keys: list[bytes] = []
    hint = "Make one with: openssl rand -base64 32"
    for number, text in enumerate(values[0], 1):
        # The number shows which one it is; the key itself is not shown.
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
    """Report an issuer that apps misread (E020) or that is too long (W011)."""
    values = read("TOTP_ISSUER")
    if values is None:
        return []
    issuer: str = values[0]
    found: list[CheckMessage] = []
    if ":" in issuer:
        message = "TOTP_ISSUER has a colon, at which authenticator apps cut it off."
        hint = "Remove the colon. Until then, a similar sign is shown in its place."
        found.append(error(20, message, hint))
    if len(quote_text(clean(issuer))) > LONGEST_ISSUER:
        message = "TOTP_ISSUER is too long for a QR code, and is shortened."
        hint = "Use at most 60 Latin, 30 Greek or 20 Japanese characters."
        found.append(warning(11, message, hint))
    return found


def check_methods(**kwargs: Any) -> list[CheckMessage]:
    """Report `METHODS` without a method that users can set up (E023)."""
    methods = find_methods()
    if methods is None or not _is_installed():
        return []
    if any(
        method.needs_enrollment and getattr(method, "can_be_set_up", True)
        for method in methods.values()
    ):
        return []
    message = "drf_jwt_2fa.enrollment is installed, and METHODS has no method to enrol."
    hint = "Add 'drf_jwt_2fa.enrollment.methods.TotpMethod' to JWT2FA_AUTH['METHODS']."
    return [error(23, message, hint)]


def check_claims(**kwargs: Any) -> list[CheckMessage]:
    """Report tokens that a change of an account does not void (E024)."""
    values = read("AUTH_CLAIMS")
    if values is None or values[0] or not _is_installed() or _is_reported():
        return []
    message = "drf_jwt_2fa.enrollment is installed, and AUTH_CLAIMS is off."
    hint = (
        "Set JWT2FA_AUTH['AUTH_CLAIMS'] to True: users change their methods with tokens"
        " that show a recent second factor."
    )
    return [error(24, message, hint)]


def _is_reported() -> bool:
    """Return whether another check reports that tokens have no claims (E017)."""
    is_checked = apps.is_installed("drf_jwt_2fa") and find_methods() is not None
    return is_checked and not is_default()


def check_derived_keys(**kwargs: Any) -> list[CheckMessage]:
    """Report secrets at rest that `SECRET_KEY` alone protects (W106)."""
    values = read("ENCRYPTION_KEYS")
    if values is None or values[0] or not _is_installed():
        return []
    message = "The secrets of authenticator apps are encrypted with SECRET_KEY."
    hint = (
        "Set JWT2FA_AUTH['ENCRYPTION_KEYS'] to a list with a key that is kept elsewhere"
        " (openssl rand -base64 32), then run manage.py rotate_2fa_keys."
    )
    return [warning(106, message, hint)]


def check_revocation(**kwargs: Any) -> list[CheckMessage]:
    """Report refresh tokens that stay valid after a new password (W107)."""
    name = "CHECK_REVOKE_TOKEN"
    is_known = name in simple_jwt.DEFAULTS
    is_on = is_known and getattr(simple_jwt.api_settings, name)
    if not is_known or is_on or not _is_installed():
        return []
    message = "Refresh tokens stay valid when the user sets a new password."
    hint = (
        "Set SIMPLE_JWT['CHECK_REVOKE_TOKEN'] to True, and install"
        " rest_framework_simplejwt.token_blacklist for other changes of an account."
    )
    return [warning(107, message, hint)]


def _is_installed() -> bool:
    # Checks stay registered when a test removes the app.
    return apps.is_installed(_APP)


CHECKS = (
    check_packages,
    check_keys,
    check_issuer,
    check_methods,
    check_claims,
)
DEPLOYMENT_CHECKS = (check_derived_keys, check_revocation)
