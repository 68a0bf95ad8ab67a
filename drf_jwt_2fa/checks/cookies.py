"""Checks of tokens in cookies."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage
from rest_framework.settings import api_settings as rest_framework

from ..authentication import Jwt2faCookieAuthentication
from ..login.auth_tokens import get_token_class, has_access_token
from ..transport import BODY, COOKIES
from .findings import error, read, warning

_APP = "drf_jwt_2fa.sessions"
# The names of the other cookies.
_TAKEN = ("device", "access")
# A cookie-name (RFC 6265, 4.1.1).
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
# A path-value or a domain (RFC 6265, 4.1.1).
_VALUE = re.compile(r"[\x20-\x3a\x3c-\x7e]+\Z")


def check_token_class(**kwargs: Any) -> list[CheckMessage]:
    """Report tokens that are never put into cookies (E050)."""
    if not _is_on():
        return []
    try:
        token_class = get_token_class()
    except Exception:
        return []  # The project's module may raise anything; Simple JWT reports it.
    if has_access_token(token_class):
        return []
    message = "TOKEN_TRANSPORT has cookies, and sliding tokens are issued: they stay in"
    hint = (
        "Set SIMPLE_JWT['TOKEN_OBTAIN_SERIALIZER'] to one that issues refresh tokens."
    )
    return [error(50, f"{message} the body.", hint)]


def check_attributes(**kwargs: Any) -> list[CheckMessage]:
    """Report attributes that browsers, or Django, refuse (E051)."""
    names = ("NAME", "PATH", "DOMAIN", "SAMESITE", "PARTITIONED")
    values = read(*(f"REFRESH_COOKIE_{name}" for name in names))
    if values is None or not _is_on():
        return []
    return [
        error(51, f"REFRESH_COOKIE_{name} {problem}.", hint)
        for name, problem, hint in _find_problems(*values)
    ]


def _find_problems(
    name: str, path: str, domain: str | None, samesite: str, is_partitioned: bool
) -> list[tuple[str, str, str]]:
    problems = []
    if not _NAME.match(name) or name.startswith("__"):
        hint = "Use letters, digits, hyphens and underscores; the prefix is not yours."
        problems.append(("NAME", f"is {name!r}, which cannot be the name", hint))
    if name in _TAKEN:
        hint = f"Choose another name than {' and '.join(_TAKEN)}."
        problems.append(("NAME", f"is {name!r}, the name of another cookie", hint))
    if not path.startswith("/") or not _VALUE.match(path):
        problems.append(("PATH", f"is {path!r}, which is no path", "Begin it with /."))
    if domain is not None and not _is_host(domain):
        hint = "Set it to a domain above the API's, such as 'example.com', or to None."
        problems.append(("DOMAIN", f"is {domain!r}, which is no domain", hint))
    if is_partitioned and samesite != "None":
        hint = "Set REFRESH_COOKIE_SAMESITE to 'None', or this to False."
        problems.append(("PARTITIONED", "is on without SameSite=None", hint))
    if samesite == "None" and django.VERSION < (3, 1):
        hint = "Upgrade Django to 3.1 or later, or serve page and API from one site."
        problems.append(("SAMESITE", "is 'None', which Django does not know", hint))
    return problems


def _is_host(domain: str) -> bool:
    return bool(re.fullmatch(r"\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*", domain))


def check_origins(**kwargs: Any) -> list[CheckMessage]:
    """Report entries that no browser sends as an origin (E052)."""
    values = read("COOKIE_ORIGINS")
    if values is None or not _is_on():
        return []
    wrong = [one for one in values[0] if not _is_origin(one)]
    if not wrong:
        return []
    message = (
        f"COOKIE_ORIGINS has {', '.join(map(repr, wrong))}: no browser sends that."
    )
    hint = "Write scheme and host in lower case, and the port if it is not the default."
    return [error(52, message, hint)]


def _is_origin(text: Any) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except (AttributeError, TypeError, ValueError):
        return False
    host = parts.hostname or ""
    defaults = {"https": 443, "http": 80}
    written = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    return (
        parts.scheme in defaults
        and _is_host(host)
        and port != defaults[parts.scheme]
        and text == written
    )


def check_sessions(**kwargs: Any) -> list[CheckMessage]:
    """Report cookies without the app that lets several tabs refresh at once (W050)."""
    if not _is_on() or apps.is_installed(_APP):
        return []
    message = f"Refresh tokens are in cookies, and {_APP} is not installed."
    hint = (
        "Install it: all tabs of a browser share the cookie, and with rotated refresh"
        " tokens two that refresh at once sign the user out."
    )
    return [warning(50, message, hint)]


def check_cors(**kwargs: Any) -> list[CheckMessage]:
    """Report answers that any page may read, with the user's cookies (W051)."""
    allows_all = getattr(settings, "CORS_ALLOW_ALL_ORIGINS", False) or getattr(
        settings, "CORS_ORIGIN_ALLOW_ALL", False
    )
    if not (_is_on() and allows_all):
        return []
    if not getattr(settings, "CORS_ALLOW_CREDENTIALS", False):
        return []
    message = "CORS_ALLOW_ALL_ORIGINS and CORS_ALLOW_CREDENTIALS are on."
    hint = "List the origins of your pages in CORS_ALLOWED_ORIGINS."
    return [warning(51, message, hint)]


def check_wildcards(**kwargs: Any) -> list[CheckMessage]:
    """Report origins that Django trusts and cookies do not (W052)."""
    values = read("COOKIE_ORIGINS")
    if values is None or values[0] or not _is_on():
        return []
    trusted = getattr(settings, "CSRF_TRUSTED_ORIGINS", ())
    wildcards = [one for one in trusted if "*" in one or one.startswith(".")]
    if not wildcards:
        return []
    message = (
        f"CSRF_TRUSTED_ORIGINS has {', '.join(map(repr, wildcards))}: a wildcard lets"
        " no page use the cookies."
    )
    hint = "List the origins of your pages in COOKIE_ORIGINS, one by one."
    return [warning(52, message, hint)]


def check_access_token(**kwargs: Any) -> list[CheckMessage]:
    """Report access tokens in cookies that no authentication class reads (W053)."""
    values = read("TOKEN_TRANSPORT")
    if values is None or values[0] != COOKIES:
        return []
    classes: Any = rest_framework.DEFAULT_AUTHENTICATION_CLASSES
    if any(_reads_cookies(one) for one in classes):
        return []
    message = "Access tokens are in cookies, and no authentication class reads them."
    hint = "Add Jwt2faCookieAuthentication to DEFAULT_AUTHENTICATION_CLASSES."
    return [warning(53, message, hint)]


def _reads_cookies(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, Jwt2faCookieAuthentication)


def _is_on() -> bool:
    values = read("TOKEN_TRANSPORT")
    return values is not None and values[0] != BODY


CHECKS = (
    check_token_class,
    check_attributes,
    check_origins,
    check_wildcards,
    check_sessions,
    check_cors,
    check_access_token,
)
