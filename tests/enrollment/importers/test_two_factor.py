"""Users of django-two-factor-auth."""

from enrollment.importers.contract import SourceContract


class TestTwoFactor(SourceContract):
    source, file = "two-factor", "two_factor"
    args = ("--rp-id", "example.com")
    # No column tells that a key is for another domain.
    parts = {"finn": {"passkey"}}
