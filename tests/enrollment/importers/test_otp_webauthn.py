"""Users of django-otp-webauthn."""

from enrollment.importers.contract import SourceContract


class TestOtpWebauthn(SourceContract):
    source, file = "otp-webauthn", "otp_webauthn"
    args = ("--rp-id", "example.com")
