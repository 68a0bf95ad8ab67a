"""Move tokens from answers into cookies, and from cookies into requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import is_success
from rest_framework_simplejwt.tokens import UntypedToken

from ..exceptions import HttpsRequiredError
from ..settings import api_settings
from . import jar
from .choosing import wants_cookies
from .csrf import check_origin

logger = logging.getLogger("drf_jwt_2fa")

# The fields that a cookie can stand in for, with the longest value of each.
REFRESH_FIELD, DEVICE_FIELD = "refresh", "device_token"
_IN_BOTH = _("Send this in the body or in the cookie, not in both.")
_LONGEST = {REFRESH_FIELD: jar.LARGEST, DEVICE_FIELD: 128}


def open_cookies(request: Request) -> Cookies | None:
    """Return the cookies of a request that asks for them, `None` for any other.

    Raise `CsrfFailedError` if the request may be forged, and `HttpsRequiredError`
    without HTTPS.  Nothing was counted or used up until then.
    """
    if not wants_cookies(request):
        return None
    check_origin(request)
    is_secure = request.is_secure()
    # Browsers that keep no secure cookies of http://localhost have to be developed for.
    if not (is_secure or settings.DEBUG):
        logger.warning(
            "Tokens are not put into cookies without HTTPS. Behind a proxy, set"
            " SECURE_PROXY_SSL_HEADER."
        )
        raise HttpsRequiredError
    cookies = Cookies(request, is_secure=is_secure)
    # For those who issue tokens: one that is larger would be lost on its way.
    request._longest_refresh_token = cookies.get_longest()  # type: ignore[attr-defined]
    return cookies


class Cookies:
    """The cookies of a request and of its answer."""

    def __init__(self, request: Request, *, is_secure: bool) -> None:
        self._request = request._request
        self._is_secure = is_secure

    def get_longest(self) -> int:
        """Return how long a refresh token may be, in bytes."""
        name = jar.make_name(
            api_settings.REFRESH_COOKIE_NAME, is_secure=self._is_secure
        )
        return jar.LARGEST - len(name)

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

    def carry(self, response: Response, access_key: str, refresh_key: str) -> None:
        """Move the tokens of the answer into cookies, but for the access token.

        What scripts cannot read they cannot send to anybody (OWASP ASVS 5, 3.3.4).
        """
        if not (
            is_success(response.status_code) and isinstance(response.data, Mapping)
        ):
            return
        data, now = dict(response.data), int(time.time())
        token = data.pop(refresh_key, None)
        if token:
            self._keep(response, REFRESH_FIELD, token, _read_expiry(token) - now)
        device_key = api_settings.AUTH_RESULT_DEVICE_TOKEN_KEY
        device = data.pop(device_key, None)
        if device:
            seconds = data[f"{device_key}_expires_in"]
            self._keep(response, DEVICE_FIELD, device, seconds)
        if access_key in data:
            # Scripts need not read the token to know when to refresh it.
            left = _read_expiry(data[access_key]) - now
            data[f"{access_key}_expires_in"] = max(left, 0)
        response.data = data

    def forget(self, response: Response) -> None:
        """Delete the refresh token, whatever it is; the device stays trusted."""
        jar.delete(response, _get_base(REFRESH_FIELD), is_secure=self._is_secure)

    def _keep(self, response: Response, field: str, token: str, seconds: int) -> None:
        jar.keep(response, _get_base(field), token, seconds, is_secure=self._is_secure)


def _get_base(field: str) -> str:
    return api_settings.REFRESH_COOKIE_NAME if field == REFRESH_FIELD else jar.DEVICE


def _read_expiry(text: str) -> int:
    token = UntypedToken(text, verify=False)  # type: ignore[arg-type]  # theirs
    return int(token["exp"])
