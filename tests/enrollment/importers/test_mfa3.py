"""Users of django-mfa3."""

from enrollment.importers.contract import SourceContract


class TestMfa3(SourceContract):
    source, file = "mfa3", "mfa3"
    args = ("--rp-id", "example.com")
