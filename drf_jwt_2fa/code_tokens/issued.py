"""An issued code token, and how clients are told of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..methods import Factors, Method, get_offered, is_default


@dataclass(frozen=True)
class Issued:
    """A code token, and the challenge that was delivered for it."""

    token: str = field(repr=False)
    user: Any
    factors: Factors
    method: Method
    claims: Mapping[str, Any] = field(repr=False)
    public: Mapping[str, Any] = field(default_factory=dict, repr=False)


class IssuedToken(str):
    """The text of a new code token, with the answer for clients.

    Managers of projects return a string, and may change it.
    """

    issued: Issued

    @classmethod
    def of(cls, issued: Issued) -> IssuedToken:
        """Return the text of the code token, with the answer for clients."""
        text = cls(issued.token)
        text.issued = issued
        return text

    def __repr__(self) -> str:
        return "<IssuedToken>"


def find_issued(token: str) -> Issued | None:
    """Return what is known of a new code token.

    It is `None` for the string that a project's own manager made.
    """
    return token.issued if isinstance(token, IssuedToken) else None


def describe(issued: Issued) -> dict[str, Any]:
    """Return what the answer tells clients beside the code token.

    That is nothing if the sent code is the only configured method.
    """
    if is_default():
        return {}
    offered = get_offered(issued.user, issued.factors)
    return {
        "method": issued.method.name,
        "methods": [_describe_method(method, issued.user) for method in offered],
        "expires_in": int(issued.claims["exp"] - time.time()),
        **({"challenge": issued.public} if issued.public else {}),
    }


def _describe_method(method: Method, user: Any) -> dict[str, str]:
    destination = method.get_destination(user)
    return {"name": method.name} | ({"destination": destination} if destination else {})
