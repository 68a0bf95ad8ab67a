"""Users of dj-rest-auth."""

import pytest
from enrollment.importers.contract import SourceContract


class TestDjRestAuth(SourceContract):
    source, file = "dj-rest-auth", "dj_rest_auth"

    @pytest.fixture(autouse=True)
    def _rotated(self, settings):
        settings.SECRET_KEY_FALLBACKS = ["the secret key of before, made for tests"]
