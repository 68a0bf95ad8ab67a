"""Generators of schemas look at the views without a request, or with nobody's."""

import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from enrollment.urls import urlpatterns
from needs import require_module
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

pytestmark = [
    pytest.mark.urls("enrollment.urls"),
    # It says so of endpoints with the same serializer.
    pytest.mark.filterwarnings("ignore:You have a duplicated operationId"),
    # REST framework has none of its own any more, in its next release.
    pytest.mark.filterwarnings("ignore:The built-in OpenAPI:DeprecationWarning"),
]


def find_views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from find_views(pattern.url_patterns)
        else:
            yield pattern.name, pattern.callback


VIEWS = [
    pytest.param(callback, id=name)
    for name, callback in find_views(urlpatterns)
    if callback.__module__.startswith("drf_jwt_2fa")
]


def make_request_of(user):
    request = Request(APIRequestFactory().get("/"))
    request.user = user
    return request


def test_there_are_views_to_look_at():
    assert len(VIEWS) == 20


@pytest.mark.parametrize("callback", VIEWS)
@pytest.mark.parametrize("user", ["no request", None, AnonymousUser()])
def test_a_view_can_be_looked_at_without_a_user(callback, user):
    view = callback.cls(**callback.initkwargs)
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    view.request = None if user == "no request" else make_request_of(user)

    assert view.get_permissions() is not None
    assert view.get_serializer_class()
    assert view.get_serializer().fields is not None
    assert view.get_view_name()
    assert view.get_view_description(html=True)
    assert list(view.get_throttles()) is not None


def test_rest_frameworks_own_schema_can_be_generated(settings):
    require_module("inflection")
    require_module("uritemplate")
    settings.REST_FRAMEWORK = {
        "DEFAULT_SCHEMA_CLASS": "rest_framework.schemas.openapi.AutoSchema"
    }
    written = io.StringIO()

    call_command(
        *("generateschema", "--format", "openapi-json"),
        urlconf="enrollment.urls",
        stdout=written,
    )

    paths = json.loads(written.getvalue())["paths"]
    for path in ("/get-code/", "/totp/setup/", "/totp/", "/2fa-method/"):
        assert path in paths
