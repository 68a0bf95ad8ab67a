"""Users of drf-auth-kit."""

from enrollment.importers.contract import SourceContract


class TestAuthKit(SourceContract):
    source, file = "drf-auth-kit", "drf_auth_kit"
    args = ("--rp-id", "example.com")
    # Passkeys that are a login there, and no second factor.
    parts = {"iris": set()}
