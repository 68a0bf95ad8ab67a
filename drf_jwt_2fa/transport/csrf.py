"""Refuse requests that a page of somebody else may have forged.

All requests that set, read or delete a cookie are checked, logins too: an attacker must
not sign users in to an account of the attacker's.  Rejected: a token that the page
sends twice.  A header of one's own and the origin need none, and are stronger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from rest_framework.authentication import CSRFCheck
from rest_framework.request import Request

from ..exceptions import CsrfFailedError
from ..settings import api_settings
from .choosing import BODY, choose

_OWN_SITE = "same-origin"


def check_origin(request: Request) -> None:
    """Raise `CsrfFailedError` unless one of our pages has sent the request, as JSON."""
    http_request = request._request
    _check_page(http_request)
    _check_content(http_request)
    if api_settings.REFRESH_COOKIE_REQUIRES_CSRF_TOKEN:
        _check_token(http_request)


def check_unsafe(request: Request) -> None:
    """Raise `CsrfFailedError` unless one of our pages has sent a request with a cookie.

    A script says so with the header.  A form cannot, so it needs Django's token.
    """
    if choose(request) == BODY:
        _check_token(request._request)
    else:
        check_origin(request)


def _check_page(request: HttpRequest) -> None:
    # Browsers alone can send it, and no script can (Fetch Metadata, 2.3).
    if request.META.get("HTTP_SEC_FETCH_SITE") == _OWN_SITE:
        return
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        raise CsrfFailedError("no origin")
    # Exactly: scheme, host and port, as browsers spell them (RFC 6454, 6.2).
    if origin not in set(_find_allowed(request)):
        raise CsrfFailedError("origin")


def _find_allowed(request: HttpRequest) -> Iterator[str]:
    try:
        yield f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        # Django's own check of the host reports it where a middleware asks for it.
        raise CsrfFailedError("host") from None
    listed = api_settings.COOKIE_ORIGINS
    yield from listed or map(_add_scheme, settings.CSRF_TRUSTED_ORIGINS)


def _add_scheme(trusted: str) -> str:
    # Hosts, before Django 4.  With a wildcard, no origin is equal to it.
    return f"https://{trusted}" if django.VERSION < (4, 0) else trusted


def _check_content(request: HttpRequest) -> None:
    """Raise `CsrfFailedError` for what a form can send, which REST framework takes."""
    is_empty = request.META.get("CONTENT_LENGTH") in (None, "", "0", 0)
    if is_empty and "HTTP_TRANSFER_ENCODING" not in request.META:
        return
    content_type = (request.content_type or "").strip().lower()
    if content_type != "application/json":
        raise CsrfFailedError("content type")


def _check_token(request: HttpRequest) -> None:
    """Raise `CsrfFailedError` without the token of Django's own check."""
    check: Any = CSRFCheck(lambda request: None)  # type: ignore[arg-type]  # No view.
    check.process_request(request)
    if check.process_view(request, None, (), {}):
        raise CsrfFailedError("token")
