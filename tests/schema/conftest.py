"""The schema as drf-spectacular makes it of the test project."""

import pytest
from schema.reading import generate_schema
from testproject.urls import urlpatterns


@pytest.fixture
def generate(settings):
    """Return the schema of these URL patterns, by default of the test project's."""
    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True, "AUTH_CLAIMS": True}

    def generate(patterns=urlpatterns):
        return generate_schema(patterns)

    return generate
