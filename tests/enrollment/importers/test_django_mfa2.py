"""Users of django-mfa2."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from enrollment.importers.contract import SourceContract


class TheirHasher(PBKDF2PasswordHasher):
    """Stands for the hasher that the package has."""

    algorithm = "pbkdf2_sha256_custom"


class TestDjangoMfa2(SourceContract):
    source, file = "django-mfa2", "mfa2"
    unknown = {"iris.new"}
    args = ("--rp-id", "example.com")

    @pytest.fixture(autouse=True)
    def _hasher(self, settings):
        path = f"{TheirHasher.__module__}.{TheirHasher.__name__}"
        settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, path]

    def test_rows_of_a_name_that_is_gone_are_told(self, imported):
        assert "iris,,user,refused,there is no such user here" in imported.report
