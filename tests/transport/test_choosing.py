"""Whether a request's tokens are in cookies."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from drf_jwt_2fa.transport.choosing import choose


def get_choice(wish=None):
    headers = {} if wish is None else {"HTTP_X_TOKEN_TRANSPORT": wish}
    return choose(Request(RequestFactory().post("/", **headers)))


def cookie(request):
    return "cookie"


@pytest.mark.parametrize("allowed", ["cookie", "cookies", cookie, f"{__name__}.cookie"])
def test_a_client_that_asks_gets_them(settings, allowed):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": allowed}

    assert get_choice("cookie") == ("cookies" if allowed == "cookies" else "cookie")
    assert get_choice("body") == "body"
    assert get_choice() == "body"


@pytest.mark.parametrize("allowed", ["body", lambda request: "body"])
def test_a_project_without_them_gives_none(settings, allowed):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": allowed}

    assert get_choice("cookie") == "body"
    assert get_choice("anything") == "body"


def test_unknown_wishes_are_errors_with_the_name_of_the_header(settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": "cookie"}

    with pytest.raises(ValidationError) as caught:
        get_choice("cookies")
    [message] = caught.value.detail["X-Token-Transport"]
    assert str(message) == '"cookies" is not a valid choice.'


def test_a_callable_that_returns_something_else_is_an_error(settings):
    settings.JWT2FA_AUTH = {"TOKEN_TRANSPORT": lambda request: None}

    with pytest.raises(ImproperlyConfigured, match="is None, not one of"):
        get_choice("cookie")
