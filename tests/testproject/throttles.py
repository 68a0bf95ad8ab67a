"""Requests to throttles."""

import json

from rest_framework.test import APIRequestFactory

from drf_jwt_2fa.throttling import AuthTokenThrottler, CodeTokenThrottler
from drf_jwt_2fa.views import ObtainAuthToken


def make_request(**data):
    # `json.dumps` can write what UTF-8 cannot express: a lone surrogate.
    body = json.dumps(data)
    request = APIRequestFactory().post("/", body, content_type="application/json")
    return ObtainAuthToken().initialize_request(request)


def is_allowed(token, throttler=None):
    return (throttler or AuthTokenThrottler()).allow_request(
        make_request(code_token=token, code="1"), ObtainAuthToken()
    )


def ask(count=1, **environ):
    """Return whether each of so many requests is let through."""
    request = APIRequestFactory().post("/", **environ)
    return [CodeTokenThrottler().allow_request(request, None) for _ in range(count)]
