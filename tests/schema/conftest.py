"""The schema as drf-spectacular makes it of the test project."""

import pytest
from needs import require_module


@pytest.fixture
def generate(settings):
    """Return the schema of these URL patterns, by default of the test project's."""
    require_module("drf_spectacular")
    # Not installed everywhere.
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415
    from drf_spectacular.validation import validate_schema  # noqa: PLC0415
    from testproject.urls import urlpatterns  # noqa: PLC0415

    import drf_jwt_2fa.schema  # noqa: F401, PLC0415

    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"
    }
    settings.JWT2FA_AUTH = {"ERROR_CODE_IN_BODY": True, "AUTH_CLAIMS": True}

    def generate(patterns=urlpatterns):
        schema = SchemaGenerator(patterns=patterns).get_schema(public=True)
        validate_schema(schema)
        return schema

    return generate
