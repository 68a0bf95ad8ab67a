"""Import from drf-jwt-2fa 2.0.x, whose table has encrypted secrets."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from ...keys import get_secret_keys
from ...settings import api_settings
from .choosing import note_app, note_sent_codes
from .parsing import read_base32
from .source import Source
from .tables import Table
from .values import APP, SENT, BrokenRowError, Found, KnownApp, Options, Rows

_LABEL = b"2fa-totp-enc"
_GETTERS = ("TOTP_SECRET_GETTER", "PREFERRED_2FA_METHOD_GETTER")


class UpstreamSource(Source):
    """One row for each user, with a secret and a preference."""

    name = "drf-jwt-2fa"
    main = "drf_jwt_2fa_usertwofactorauthdata"
    tables = (
        Table(
            main,
            (
                "preferred_2fa_auth",
                "encrypted_totp_secret",
                "encrypted_totp_secret_pending",
            ),
        ),
    )

    def check(self) -> list[str]:
        """Return a line for each setting that may have replaced the table."""
        return [
            f"{name} is set: the table may not be what logins were decided by."
            for name in _GETTERS
            if name in api_settings.user_settings
        ]

    def convert(self, user: Any, rows: Rows, options: Options) -> Found:
        """Return what the user has."""
        found = Found()
        for row in rows.get(self.main, ()):
            preferred = row["preferred_2fa_auth"]
            if row["encrypted_totp_secret_pending"]:
                found.skip(APP, "the app was not confirmed")
            if row["encrypted_totp_secret"]:
                secret = read_base32(_decrypt(row["encrypted_totp_secret"]))
                note_app(found, KnownApp(secret, is_preferred=preferred == APP))
            elif preferred == APP:
                raise BrokenRowError("there is no secret")
            if preferred == "code-sender":
                note_sent_codes(found, user)
            elif preferred == "no-2fa":
                found.skip(SENT, "the user chose to have no second factor")
        return found


def _decrypt(text: str) -> str:
    for key in _get_keys():
        try:
            fernet = Fernet(base64.urlsafe_b64encode(key))
            return fernet.decrypt(text.encode()).decode()
        except (InvalidToken, ValueError):
            continue
    raise BrokenRowError("no key decrypts the secret: is TOTP_ENCRYPTION_KEY set?")


def _get_keys() -> list[bytes]:
    """Return the key of the setting, and those that are derived without one."""
    explicit = api_settings.user_settings.get("TOTP_ENCRYPTION_KEY")
    derived = [hmac.digest(key, _LABEL, "sha256") for key in get_secret_keys()]
    return [*([explicit] if isinstance(explicit, bytes) else []), *derived]
