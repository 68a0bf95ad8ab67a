"""The base of the steps of a login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from ..code_tokens.issued import describe, find_issued
from ..login import issuing
from ..token_manager import CodeTokenManager


class Jwt2faSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A step of a login: authenticate, then create tokens."""

    token_manager_class = CodeTokenManager

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token_manager = self.token_manager_class()

    def __repr__(self) -> str:
        # REST framework's shows the data of the request.
        return f"<{type(self).__name__}>"

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Return the tokens that the step yields."""
        user = self._authenticate(attrs)
        return self._create_tokens(user)

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        """Return the user whom the request identifies; raise if it identifies none."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _authenticate()")

    def _create_tokens(self, user: Any) -> dict[str, str]:
        """Return the tokens for the user, by their keys in the answer."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _create_tokens()")

    @property
    def _request(self) -> Any:
        return self.context.get("request")

    @property
    def _address_place(self) -> Any:
        # The throttle takes it after the serializer is made; other views have none.
        return getattr(self.context.get("view"), "address_place", None)

    def _issue(self, user: Any, issue: Callable[[], str]) -> dict[str, Any]:
        token = issuing.issue(user, issue, self._request, self._address_place)
        issued = find_issued(token)
        described = {} if issued is None else describe(issued)
        return {"token": str(token), **described}
