"""Which pages may use the cookies."""

import django
import pytest
from django.test import RequestFactory
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.request import Request

from drf_jwt_2fa.exceptions import CsrfFailedError
from drf_jwt_2fa.transport.csrf import check_origin

OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def check(**headers):
    request = RequestFactory().generic(
        "POST", "/", headers.pop("data", ""), secure=True, **headers
    )
    check_origin(Request(request))


def get_reason(**headers):
    with pytest.raises(CsrfFailedError) as caught:
        check(**headers)
    return caught.value.explanation


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_an_empty_body_may_be_of_any_type(content_type):
    check(**OWN, content_type=content_type)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON"],
)
def test_json_is_let_in(content_type):
    check(**OWN, data="{}", content_type=content_type)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/plain; application/json", "application/json-patch+json"],
)
def test_anything_else_is_not(content_type):
    assert get_reason(**OWN, data="{}", content_type=content_type) == "content type"


def test_a_body_of_unknown_length_is_a_body():
    headers = {"HTTP_TRANSFER_ENCODING": "chunked", "content_type": "text/plain"}

    assert get_reason(**OWN, **headers) == "content type"


def test_a_body_without_a_length_is_not_read():
    """As in ASGI over HTTP/2: what REST framework does not read need not be checked."""
    request = RequestFactory().post(
        "/", b"refresh=x", "application/x-www-form-urlencoded", secure=True, **OWN
    )
    del request.META["CONTENT_LENGTH"]
    request = Request(request, parsers=[FormParser(), JSONParser()])

    check_origin(request)
    assert dict(request.data) == {}


def test_reasons():
    assert get_reason() == "no origin"
    assert get_reason(HTTP_SEC_FETCH_SITE="none") == "no origin"
    assert get_reason(HTTP_ORIGIN="null") == "origin"
    assert get_reason(HTTP_HOST="evil.test", HTTP_ORIGIN="https://evil.test") == "host"


def test_a_browser_that_says_same_origin_is_believed():
    check(**OWN, HTTP_ORIGIN="https://other.example", HTTP_HOST="evil.test")


@pytest.mark.skipif(django.VERSION >= (4, 0), reason="They are origins since Django 4")
def test_before_django_4_trusted_hosts_are_read_as_https(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["app.example.com", ".example.org"]

    check(HTTP_ORIGIN="https://app.example.com")
    assert get_reason(HTTP_ORIGIN="http://app.example.com") == "origin"
    assert get_reason(HTTP_ORIGIN="https://a.example.org") == "origin"
