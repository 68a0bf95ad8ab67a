"""Small helpers that every layer may use."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from rest_framework.exceptions import PermissionDenied

_RATE = re.compile(r"(?P<number>\d+)/(?P<count>\d*)(?P<unit>[smhd])[a-z]*")
CLEANSED = "*" * 20
"""Django's own, in place of what a report must not show."""

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class _Hash(Protocol):
    def digest(self) -> bytes: ...


def unpadded_base64(data: bytes) -> str:
    """Return `data` in the standard base 64 alphabet, without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def base64url(data: bytes) -> str:
    """Return the data in base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def hash_string(
    string: str,
    hasher: Callable[[bytes], _Hash] = hashlib.sha256,
    formatter: Callable[[bytes], str] = unpadded_base64,
) -> str:
    """Return the digest that `hasher` makes of `string`, as `formatter` writes it."""
    return formatter(hasher(string.encode("utf-8")).digest())


def get_code_token_hash(token: str, prefix_len: int = 81) -> str:
    """Return the characters of a code token that tell it from all others.

    A code token starts with 36 characters of header and a dot; the 8 characters after
    it spell ``{"jti"`` in every token.  The 36 characters that follow hold the whole
    22-character JWT ID (RFC 7519, section 4.1.7).
    """
    _header, _dot, payload_start = token[:prefix_len].partition(".")
    return payload_start[8:]


def parse_rate(rate: str) -> tuple[int, int]:
    """Return the number that is allowed, and the seconds that it counts for.

    Rates are written as REST framework writes them, with an optional count before the
    unit: ``"5/m"``, ``"12/3h"``.  Raise `ValueError` for anything else.
    """
    match = _RATE.fullmatch(rate)
    if match is None:
        raise ValueError(f"Not a rate: {rate!r}. Write it like '5/m' or '12/3h'.")
    seconds = int(match["count"] or 1) * _UNIT_SECONDS[match["unit"]]
    return int(match["number"]), seconds


def get_email_address(user: Any) -> str | None:
    """Return the user's e-mail address, `None` or an empty string without one."""
    # Django's user models say which field it is; any other object has an `email`.
    field_name = getattr(type(user), "EMAIL_FIELD", "email")
    return getattr(user, field_name, None)


def check_user_validity(user: Any) -> None:
    """Raise `PermissionDenied` if the user is not active."""
    if not user.is_active:
        raise PermissionDenied


def mask_cookies(request: Any, names: Iterable[str]) -> None:
    """Put stars in place of the values of these cookies, which reports of errors show.

    Django shows all cookies, whatever they are called, before Django 5 in any case.
    """
    hidden = set(names)
    for name in hidden & set(request.COOKIES):
        request.COOKIES[name] = CLEANSED
    pairs = request.META.get("HTTP_COOKIE", "").split(";")
    shown = [_mask(pair, hidden) for pair in pairs]
    if shown != pairs:
        request.META["HTTP_COOKIE"] = ";".join(shown)


def _mask(pair: str, hidden: set[str]) -> str:
    name, equals, value = pair.partition("=")
    is_hidden = name.strip(" \t") in hidden and value
    return f"{name}{equals}{CLEANSED}" if is_hidden else pair
