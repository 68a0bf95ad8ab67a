"""Asking for a second factor again before what must not be done with a stolen token."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from .exceptions import InsufficientUserAuthenticationError
from .methods import NO_2FA
from .settings import api_settings


class RecentSecondFactor(BasePermission):
    """Lets in whose access token tells of a recent second factor.

    Others get a 401 that tells the client to step up (RFC 9470).  ``AUTH_CLAIMS`` has
    to be on.  Recent is what ``STEP_UP_MAX_AGE`` says, or what `within` says; any
    method will do, or those that `by` names::

        permission_classes = [RecentSecondFactor.within(minutes=1).by("code-sender")]
    """

    max_age: timedelta | None = None
    acr_values: tuple[str, ...] = ()

    @classmethod
    def within(cls, **duration: float) -> type[RecentSecondFactor]:
        """Return a permission for second factors of that age at most.

        It takes what `datetime.timedelta` takes.
        """
        return cls._narrow(max_age=timedelta(**duration))

    @classmethod
    def by(cls, name: str, *names: str) -> type[RecentSecondFactor]:
        """Return a permission for second factors by one of these methods."""
        return cls._narrow(acr_values=(name, *names))

    @classmethod
    def _narrow(cls, **attributes: Any) -> type[RecentSecondFactor]:
        narrowed: type[RecentSecondFactor] = type(cls.__name__, (cls,), attributes)
        return narrowed

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the user is logged in.

        Raise `InsufficientUserAuthenticationError` if the second factor of that login
        is not recent, or of another kind.
        """
        if not (request.user and request.user.is_authenticated):
            return False
        max_age = self.max_age
        if max_age is None:  # No time at all is false, too.
            max_age = api_settings.STEP_UP_MAX_AGE
        token: Any = request.auth
        if _is_recent(token, max_age) and self.is_of_kind(token):
            return True
        seconds = int(max_age.total_seconds())
        raise InsufficientUserAuthenticationError(seconds, self.acr_values)

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        """Return what `has_permission` returns, or raise what it raises.

        In a combination with `|`, older releases of REST framework ask for the one and
        not for the other.
        """
        return self.has_permission(request, view)

    def is_of_kind(self, token: Token) -> bool:
        """Return whether the second factor is one that will do."""
        method = token.get("acr")
        if method == NO_2FA:
            return False
        return not self.acr_values or method in self.acr_values


def _is_recent(token: Any, max_age: timedelta) -> bool:
    # Tokens of others, like those of OpenID Connect, have the claim, too: there it is
    # the time of any login.
    auth_time = token.get("auth_time") if isinstance(token, Token) else None
    # Not `isinstance`: to that, `true` is a number.
    if type(auth_time) is not int:
        return False
    return 0 <= time.time() - auth_time <= max_age.total_seconds()
