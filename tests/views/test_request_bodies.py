import pytest
from django.http import UnreadablePostError
from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.serializers import AuthTokenSerializer
from drf_jwt_2fa.views.request_bodies import check_body, read_fields_once


class FailingParser(BaseParser):
    media_type = "*/*"

    def __init__(self, error):
        self._error = error

    def parse(self, stream, media_type=None, parser_context=None):
        raise self._error


def make_request(*parsers, content_type="application/json"):
    request = APIRequestFactory().post("/", b'{"a": 1}', content_type=content_type)
    return Request(request, parsers=parsers)


def test_a_body_that_can_be_read_passes():
    request = make_request(JSONParser())

    check_body(request)

    assert request.data == {"a": 1}


@pytest.mark.parametrize(
    "error", [RecursionError(), MemoryError(), LookupError(), OverflowError()]
)
def test_whatever_a_parser_stumbles_over_is_malformed(error):
    with pytest.raises(ParseError):
        check_body(make_request(FailingParser(error)))


@pytest.mark.parametrize("error", [UnreadablePostError(), ParseError("why")])
def test_what_is_not_the_body_s_fault_is_told_as_it_is(error):
    with pytest.raises(type(error)) as caught:
        check_body(make_request(FailingParser(error)))
    assert caught.value is error


def test_a_type_without_a_parser_is_told_as_such():
    with pytest.raises(UnsupportedMediaType):
        check_body(make_request(JSONParser(), content_type="text/plain"))


def test_half_of_a_surrogate_pair_is_malformed_on_every_release():
    body = b'{"a": "fine", "b": "\\ud800", "c": ["\\udfff"]}'
    request = APIRequestFactory().post("/", body, content_type="application/json")

    with pytest.raises(ValidationError) as caught:
        check_body(Request(request, parsers=[JSONParser()]))

    assert caught.value.detail == {
        "b": ["Surrogate characters are not allowed."],
    }


def test_fields_are_read_once():
    data = {"code_token": " a ", "code": "1"}
    serializer = AuthTokenSerializer(data=data)

    read_fields_once(serializer, data)
    data["code"] = "2"

    assert serializer.to_internal_value(data) == {"code_token": "a", "code": "1"}
