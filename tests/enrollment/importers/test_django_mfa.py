"""Users of django-mfa."""

import pytest
from enrollment.importers.contract import SourceContract


class TestDjangoMfa(SourceContract):
    source, file = "django-mfa", "django_mfa"
    args = ("--rp-id", "example.com")

    @pytest.fixture(autouse=True)
    def _signed(self, settings):
        keys = ["the first of two keys, made for tests", "the second of two keys"]
        settings.MFA_SECRET_ENCRYPTION_KEYS = keys
