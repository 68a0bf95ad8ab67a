"""The schema as drf-spectacular makes it of all endpoints."""

import pytest
from enrollment.urls import urlpatterns
from needs import require_module
from schema.reading import generate_schema
from testproject.methods import METHODS


@pytest.fixture
def generate(settings):
    """Return the schema of these URL patterns, by default of all endpoints."""
    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    settings.JWT2FA_AUTH = {
        "METHODS": METHODS,
        "AUTH_CLAIMS": True,
        "ERROR_CODE_IN_BODY": True,
    }

    def generate(patterns=urlpatterns):
        require_module("drf_spectacular")
        # Not installed everywhere.
        import drf_jwt_2fa.enrollment.schema  # noqa: F401, PLC0415

        return generate_schema(patterns)

    return generate
