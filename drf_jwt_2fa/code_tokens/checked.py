"""Code tokens of a request: as presented, and as checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rest_framework.exceptions import APIException

from ..claims import METHOD_CLAIM
from ..exceptions import Reason, RefusedError
from ..keys import CodeTokenKeys, current_keys
from ..methods import CodeSender, Method, find_method
from ..state import CodeTokenState
from . import limits
from .jwt import Claims, get_purpose


@dataclass
class Outcome:
    """The facts that a right answer adds to its code token.

    `user_pk` is the primary key of the user, where the answer names one, and `amr` are
    the values of that claim, where they depend on the answer.
    """

    user_pk: Any = None
    amr: tuple[str, ...] | None = None


@dataclass(frozen=True)
class CheckedToken:
    """A code token whose signature, age and purpose are valid."""

    claims: Mapping[str, Any] = field(repr=False)
    keys: CodeTokenKeys = field(repr=False)
    outcome: Outcome = field(default_factory=Outcome, repr=False)

    @property
    def user_pk(self) -> Any:
        """The primary key of the user of the token; `None` as long as it has none."""
        return self.claims.get("uid", self.outcome.user_pk)

    @property
    def purpose(self) -> str:
        """The purpose of the token: a login or a step-up."""
        return get_purpose(self.claims)

    @cached_property
    def method(self) -> Method:
        """The method of the challenge; raise `AuthenticationFailed` without one."""
        method = find_method(self.claims.get(METHOD_CLAIM, CodeSender.name))
        if method is None:
            raise RefusedError(Reason.METHOD_NOT_CONFIGURED, self.user_pk)
        return method

    @cached_property
    def state(self) -> CodeTokenState:
        """The facts in the cache about the token, read on the first access."""
        is_only = not self.method.sends
        return limits.get_state(self.claims, self.keys, is_only=is_only).look_up()


class PresentedToken(str):
    """The text of a code token, with the result of checking it.

    A project's manager takes and returns strings, so this is one: such a manager sees
    nothing new, and ours need not verify a signature twice in one request.
    `look_at_user` raises if the user may not answer the token.
    """

    checked: CheckedToken | None = None
    error: APIException | None = None
    decoded_by: Any = None
    look_at_user: Callable[[CheckedToken], None] | None = None

    def __repr__(self) -> str:
        return "<PresentedToken>"


def present(request: Any, text: str) -> PresentedToken:
    """Return the code token of this request, the same object for all callers."""
    presented = getattr(request, "_presented_token", None)
    if presented is None or presented != text:
        presented = PresentedToken(text)
        if request is not None:
            request._presented_token = presented
    return presented


def check(token: str, decode: Callable[[str], Mapping[str, Any]]) -> CheckedToken:
    """Return the checked code token; raise what `decode` raises.

    It is decoded once per request.
    """
    if not isinstance(token, PresentedToken):
        return _decode(token, decode)
    # The throttle uses the manager's class; an instance may override the method.
    function = getattr(decode, "__func__", decode)
    if token.decoded_by is not function:
        token.decoded_by, token.checked, token.error = function, None, None
    if token.error is not None:
        raise token.error
    if token.checked is None:
        try:
            token.checked = _decode(token, decode)
        except APIException as error:
            token.error = error
            raise
    return token.checked


def _decode(token: str, decode: Callable[[str], Mapping[str, Any]]) -> CheckedToken:
    claims = decode(token)
    # An overridden `decode_token` may return any mapping.
    keys = claims.signed_with if isinstance(claims, Claims) else current_keys()
    return CheckedToken(claims, keys)
