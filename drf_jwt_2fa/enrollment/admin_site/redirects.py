"""Redirects to the login page of the admin and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import http

# Before Django 3.0, it has another name.
_CHECK = "url_has_allowed_host_and_scheme"
_is_allowed: Any = getattr(http, _CHECK, None) or http.is_safe_url  # type: ignore[attr-defined]

# In the query of the login page: signed in or not, the second factor is asked for.
AGAIN = "again"
ANY_METHOD = "1"


def is_safe(url: str, request: HttpRequest) -> bool:
    """Return whether the URL is of this site, and not less secure than the request."""
    try:
        url.encode()
    except UnicodeEncodeError:
        return False  # Half of a surrogate pair, which some charsets can spell.
    return bool(
        _is_allowed(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )


def ask_again(
    request: HttpRequest, site_name: str = "admin", method: str = ANY_METHOD
) -> HttpResponseRedirect:
    """Return a redirect to the page that asks a signed-in user for the second factor.

    Of the form that was posted, nothing is kept: the page is got anew afterwards.
    """
    query = {REDIRECT_FIELD_NAME: request.get_full_path(), AGAIN: method}
    path = reverse("admin:login", current_app=site_name)
    return HttpResponseRedirect(f"{path}?{urlencode(query)}")
