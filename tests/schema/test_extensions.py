"""Views with several methods, each of which is described by itself."""

import pytest
from django.urls import path
from enrollment.schema.reading import get_operation

from drf_jwt_2fa.enrollment import views

pytestmark = pytest.mark.integration


def test_a_method_with_a_schema_of_its_own_keeps_it_and_others_are_described(generate):
    from drf_spectacular.utils import extend_schema  # noqa: PLC0415

    import drf_jwt_2fa.enrollment.schema  # noqa: F401, PLC0415

    class View(views.RecoveryCodes):
        @extend_schema(operation_id="mine", responses={204: None})
        def get(self, *args, **kwargs):
            return super().get(*args, **kwargs)

    schema = generate([path("x/", View.as_view())])

    assert get_operation(schema, "get", "x/")["operationId"] == "mine"
    assert get_operation(schema, "post", "x/")["operationId"] == "make_recovery_codes"
