"""Move tokens from answers into cookies, and from cookies into requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import is_success
from rest_framework_simplejwt.tokens import UntypedToken

from ..exceptions import HttpsRequiredError
from ..settings import api_settings
from . import jar
from .choosing import BODY, COOKIES, choose, find_allowed
from .csrf import check_origin, check_unsafe

logger = logging.getLogger("drf_jwt_2fa")

# The fields that a cookie can stand in for, with the longest value of each.
REFRESH_FIELD, DEVICE_FIELD = "refresh", "device_token"
_IN_BOTH = _("Send this in the body or in the cookie, not in both.")
_LONGEST = {REFRESH_FIELD: jar.LARGEST, DEVICE_FIELD: 128}


def hide_cookies(request: HttpRequest) -> None:
    """Hide our cookies from reports of errors, where the project has any.

    Without, a cookie of that name is the project's own.
    """
    if api_settings.TOKEN_TRANSPORT != BODY:
        jar.hide(request)


def open_cookies(request: Request) -> Cookies | None:
    """Return the cookies of a request that asks for them, `None` for any other.

    Raise `CsrfFailedError` if the request may be forged, and `HttpsRequiredError`
    without HTTPS.  Nothing was counted or used up until then.
    """
    transport = choose(request)
    if transport == BODY:
        return None
    check_origin(request)
    if not _is_safe_line(request):
        logger.warning(
            "Tokens are not put into cookies without HTTPS. Behind a proxy, set"
            " SECURE_PROXY_SSL_HEADER."
        )
        raise HttpsRequiredError
    cookies = Cookies(request, takes_access=transport == COOKIES)
    # For those who issue tokens: one that is larger would be lost on its way.
    request._largest_tokens = cookies.get_largest()  # type: ignore[attr-defined]
    return cookies


def read_access_token(request: Request) -> str | None:
    """Return the access token that a cookie has, `None` where none counts.

    Raise `CsrfFailedError` for a request that changes something and may be forged.
    """
    if find_allowed(request) != COOKIES or not _is_safe_line(request):
        return None
    http_request = request._request
    jar.hide(http_request)
    token = jar.read(http_request, jar.ACCESS, is_secure=request.is_secure())
    if token is not None and request.method not in SAFE_METHODS:
        check_unsafe(request)
    return token


def _is_safe_line(request: Request) -> bool:
    # Browsers that keep no secure cookies of http://localhost have to be developed for.
    return request.is_secure() or settings.DEBUG


class Cookies:
    """The cookies of a request and of its answer."""

    def __init__(self, request: Request, *, takes_access: bool = False) -> None:
        self._request = request._request
        self._is_secure = request.is_secure()
        self._takes_access = takes_access

    def get_largest(self) -> dict[str, int]:
        """Return how large a token of each type that has a cookie may be, in bytes."""
        bases = {"refresh": api_settings.REFRESH_COOKIE_NAME}
        if self._takes_access:
            bases["access"] = jar.ACCESS
        return {
            kind: jar.LARGEST - len(jar.make_name(base, is_secure=self._is_secure))
            for kind, base in bases.items()
        }

    def read(self, field: str) -> str | None:
        """Return what a cookie has for this field, `None` if there is nothing."""
        found = jar.read(self._request, _get_base(field), is_secure=self._is_secure)
        return found if found and len(found) <= _LONGEST[field] else None

    def add(self, field: str, data: Any) -> Any:
        """Return the data of the request with the field that the cookie has.

        Raise `ValidationError` if the request has both: it would be unclear which one
        counts.
        """
        if not isinstance(data, Mapping):
            return data
        if data.get(field):
            raise ValidationError({field: [_IN_BOTH]})
        found = self.read(field)
        # Item by item: unpacking a form would yield lists of values.
        known = {key: data[key] for key in data}
        return known if found is None else {**known, field: found}

    def carry(
        self, response: HttpResponseBase, access_key: str, refresh_key: str
    ) -> None:
        """Move the tokens of the answer into cookies.

        What scripts cannot read they cannot send to anybody (OWASP ASVS 5, 3.3.4).
        Raise `ImproperlyConfigured` for an answer that tokens cannot be moved out of.
        """
        if not is_success(response.status_code):
            return
        if not isinstance(response, Response):
            message = (
                f"An endpoint for tokens answered with {type(response).__name__}. For"
                " tokens in cookies, answer with REST framework's Response."
            )
            raise ImproperlyConfigured(message)
        if isinstance(response.data, Mapping):
            data = dict(response.data)
            self._move(response, data, access_key, refresh_key)
            response.data = data

    def forget(self, response: Response) -> None:
        """Delete the tokens, whatever they are; the device stays trusted."""
        bases = [api_settings.REFRESH_COOKIE_NAME]
        if self._takes_access:
            bases.append(jar.ACCESS)
        for base in bases:
            jar.delete(response, base, is_secure=self._is_secure)

    def _move(
        self, response: Response, data: Any, access_key: str, refresh_key: str
    ) -> None:
        now = int(time.time())
        token = data.pop(refresh_key, None)
        if token:
            base = api_settings.REFRESH_COOKIE_NAME
            self._keep(response, base, token, _read_expiry(token) - now)
        device_key = api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
        device = data.pop(device_key, None)
        if device:
            seconds = data[f"{device_key}_expires_in"]
            self._keep(response, jar.DEVICE, device, seconds)
        if access_key in data:
            # Scripts need not read the token to know when to refresh it.
            left = max(_read_expiry(data[access_key]) - now, 0)
            data[f"{access_key}_expires_in"] = left
            if self._takes_access:
                self._keep(response, jar.ACCESS, data.pop(access_key), left)

    def _keep(self, response: Response, base: str, token: str, seconds: int) -> None:
        jar.keep(response, base, token, seconds, is_secure=self._is_secure)


def _get_base(field: str) -> str:
    return api_settings.REFRESH_COOKIE_NAME if field == REFRESH_FIELD else jar.DEVICE


def _read_expiry(text: str) -> int:
    token = UntypedToken(text, verify=False)  # type: ignore[arg-type]  # theirs
    return int(token["exp"])
