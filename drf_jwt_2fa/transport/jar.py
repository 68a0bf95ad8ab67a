"""Set, read and delete the cookies, which differ in their names and values alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..settings import api_settings
from ..utils import mask_cookies

DEVICE, ACCESS = "device", "access"
# In bytes, of the name and the value: browsers may drop larger ones (RFC 6265bis, 5.5).
LARGEST = 4093
_HIDDEN = "_jwt_2fa_cookies"


def make_name(base: str, *, is_secure: bool) -> str:
    """Return the name of the cookie, with the prefix that its attributes allow.

    A page of a subdomain cannot overwrite a cookie with the prefix ``__Host-``
    (RFC 6265bis, 4.1.3).
    """
    if not is_secure:
        return base
    is_of_host = _find_path(base) == "/" and api_settings.REFRESH_COOKIE_DOMAIN is None
    return f"__Host-{base}" if is_of_host else f"__Secure-{base}"


def read(request: HttpRequest, base: str, *, is_secure: bool) -> str | None:
    """Return the value of the cookie, `None` without one."""
    name = make_name(base, is_secure=is_secure)
    hidden: dict[str, str] = getattr(request, _HIDDEN, {})
    return hidden[name] if name in hidden else _find(request, name)


def hide(request: HttpRequest) -> None:
    """Keep the values of our cookies where no report of an error shows them."""
    if hasattr(request, _HIDDEN):
        return
    bases = (api_settings.REFRESH_COOKIE_NAME, DEVICE, ACCESS)
    names = [make_name(base, is_secure=request.is_secure()) for base in bases]
    found = {name: _find(request, name) for name in names}
    hidden = {name: value for name, value in found.items() if value is not None}
    setattr(request, _HIDDEN, hidden)
    mask_cookies(request, hidden)


def _find(request: HttpRequest, name: str) -> str | None:
    """Return the value of the cookie of this name, exactly.

    Rejected: ``request.COOKIES``.  Django strips all white space of Unicode from names,
    and browsers do not: to them, a name that begins with U+2000 has no prefix, so any
    subdomain may set it for the whole domain, and it would replace ours.
    """
    for pair in request.META.get("HTTP_COOKIE", "").split(";"):
        key, _, value = pair.partition("=")
        if key.strip(" \t") == name:
            return value.strip(" \t") or None
    return None


def keep(
    response: HttpResponseBase, base: str, value: str, seconds: int, *, is_secure: bool
) -> None:
    """Set the cookie, for so many seconds, or until the browser is closed."""
    is_lasting = api_settings.REFRESH_COOKIE_PERSISTENT
    max_age = max(seconds, 0) if is_lasting else None
    _put(response, base, value, max_age, is_secure=is_secure)


def delete(response: HttpResponseBase, base: str, *, is_secure: bool) -> None:
    """Delete the cookie.

    With the attributes that it was set with: browsers keep one whose path or domain is
    another.
    """
    _put(response, base, "", 0, is_secure=is_secure)


def _put(
    response: Any, base: str, value: str, max_age: int | None, *, is_secure: bool
) -> None:
    name, samesite = make_name(base, is_secure=is_secure), _find_samesite(base)
    # Browsers refuse "None" without HTTPS.  Developers without it are on one site.
    samesite = "Lax" if samesite == "None" and not is_secure else samesite
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=_find_path(base),
        domain=api_settings.REFRESH_COOKIE_DOMAIN,
        secure=is_secure,
        httponly=True,
        samesite=samesite,
    )
    if is_secure and samesite == "None" and api_settings.REFRESH_COOKIE_PARTITIONED:
        _partition(response.cookies[name])


def _find_path(base: str) -> str:
    # All views take the access token.
    return "/" if base == ACCESS else api_settings.REFRESH_COOKIE_PATH


def _find_samesite(base: str) -> str:
    # A link of another site opens a page of a user who is signed in.
    return "Lax" if base == ACCESS else api_settings.REFRESH_COOKIE_SAMESITE


def _partition(morsel: Any) -> None:
    """Add the attribute that Django does not pass on, and Python knows since 3.14.

    To this one cookie: the class, which all code of the process has, stays as it is.
    """
    morsel._reserved = {**morsel._reserved, "partitioned": "Partitioned"}
    morsel._flags = morsel._flags | {"partitioned"}
    morsel["partitioned"] = True
