"""The client of a request, as sessions record it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rest_framework.throttling import BaseThrottle

from ..settings import api_settings
from ..throttling.idents import normalize_ident

_LONGEST = {"user_agent": 255, "ip": 64}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NUMBERS = re.compile(r"[\d._]+")


@dataclass(frozen=True)
class Client:
    """The address and the ``User-Agent`` of a client, if they are recorded."""

    ip: str | None = None
    user_agent: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """Return the facts of a notice about the client."""
        return {"ip": self.ip, "user_agent": self.user_agent}

    @property
    def kind(self) -> str:
        """The user agent without its numbers, which change with each update."""
        return _NUMBERS.sub("", self.user_agent)


def find_client(request: Any) -> Client:
    """Return the client of the request; `request` may be `None`.

    Its address is the one that counts for throttling (``NUM_PROXIES``).
    """
    if request is None or not api_settings.RECORD_CLIENTS:
        return Client()
    ident = BaseThrottle().get_ident(request)
    address = normalize_ident(ident or "")
    agent = request.META.get("HTTP_USER_AGENT", "")
    return Client(_cut("ip", address) or None, _cut("user_agent", agent))


def clean(text: str) -> str:
    """Return the text without what no database, or no mail, can have."""
    return _UNPRINTABLE.sub("", text)


def _cut(name: str, text: str) -> str:
    return clean(text)[: _LONGEST[name]]
