"""What moves between answers and cookies."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, JsonResponse, QueryDict
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from drf_jwt_2fa.transport import DEVICE_FIELD, REFRESH_FIELD, open_cookies
from drf_jwt_2fa.transport.jar import LARGEST

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def _with_cookies(settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}


def make_request(**cookies):
    request = RequestFactory().post(
        "/",
        secure=True,
        HTTP_X_TOKEN_TRANSPORT="cookie",
        HTTP_SEC_FETCH_SITE="same-origin",
        content_type="application/json",
    )
    pairs = [f"__Host-{name}={value}" for name, value in cookies.items()]
    request.META["HTTP_COOKIE"] = "; ".join(pairs)
    return Request(request)


def carry(data, status=200):
    response = Response(data, status=status)
    open_cookies(make_request()).carry(response, "access", "refresh")
    return response


def test_a_field_is_added_to_the_data(settings):
    cookies = open_cookies(make_request(refresh="x"))

    assert cookies.add(REFRESH_FIELD, {"a": 1}) == {"a": 1, "refresh": "x"}
    assert cookies.add(REFRESH_FIELD, QueryDict("a=1&a=2")) == {
        "a": "2",
        "refresh": "x",
    }
    assert cookies.add(DEVICE_FIELD, {"a": 1}) == {"a": 1}
    assert cookies.add(REFRESH_FIELD, [1]) == [1]


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_field_is_none(empty):
    cookies = open_cookies(make_request(refresh="x"))

    assert cookies.add(REFRESH_FIELD, {"refresh": empty}) == {"refresh": "x"}
    with pytest.raises(ValidationError):
        cookies.add(REFRESH_FIELD, {"refresh": "y"})


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [("refresh", REFRESH_FIELD, LARGEST), ("device", DEVICE_FIELD, 128)],
)
def test_a_cookie_that_is_too_long_is_none(name, field, most):
    # A field of that length would be an error, and block the login.
    for size, expected in ((most, "x" * most), (most + 1, None)):
        cookies = open_cookies(make_request(**{name: "x" * size}))

        assert cookies.read(field) == expected


def test_those_who_issue_tokens_know_how_large_they_may_be(settings):
    request = make_request()
    cookies = open_cookies(request)

    assert request._largest_tokens == cookies.get_largest()
    assert cookies.get_largest() == {"refresh": LARGEST - len("__Host-refresh")}
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookies"}
    assert open_cookies(make_request()).get_largest() == {
        "refresh": LARGEST - len("__Host-refresh"),
        "access": LARGEST - len("__Host-access"),
    }


@pytest.mark.parametrize("status", [400, 401, 503])
def test_errors_are_left_alone(status):
    response = carry({"refresh": "is required"}, status)

    assert response.data == {"refresh": "is required"}
    assert not response.cookies


@pytest.mark.parametrize("data", [None, [], "text"])
def test_answers_without_keys_are_left_alone(data):
    assert carry(data).data == data


def test_an_answer_of_another_class_is_an_error_of_the_project():
    cookies = open_cookies(make_request())

    with pytest.raises(ImproperlyConfigured, match="answered with JsonResponse"):
        cookies.carry(JsonResponse({"refresh": "x"}), "access", "refresh")
    # Not where it has no tokens.
    for status in (302, 400, 503):
        response = HttpResponse(status=status)
        cookies.carry(response, "access", "refresh")
        assert not response.cookies


def test_what_is_no_token_stays():
    response = carry({"token": "a code token", "expires_in": 300})

    assert response.data == {"token": "a code token", "expires_in": 300}
    assert not response.cookies


def test_an_expired_access_token_is_good_for_no_time(clock):
    access, refresh = str(AccessToken()), str(RefreshToken())
    clock.shift(3600)

    response = carry({"access": access, "refresh": refresh})
    assert response.data == {"access": access, "access_expires_in": 0}
    assert response.cookies["__Host-refresh"]["max-age"] == 23 * 3600


def test_the_device_is_kept_as_long_as_it_is_trusted():
    response = carry({"device_token": "x", "device_token_expires_in": 77})

    assert response.data == {"device_token_expires_in": 77}
    cookie = response.cookies["__Host-device"]
    assert (cookie.value, cookie["max-age"]) == ("x", 77)
