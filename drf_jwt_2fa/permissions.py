"""Require a recent second factor for actions that a stolen token must not do."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from .authentication import find_user
from .claims import CLOCK_LEEWAY, EPOCH_CLAIM
from .exceptions import InsufficientUserAuthenticationError
from .login.epochs import has_token, is_present
from .methods import (
    NO_2FA,
    Factors,
    TrustedDevice,
    factors_of,
    find_method,
    get_store,
)
from .settings import api_settings
from .views.refusals import log_refusal


class RecentSecondFactor(BasePermission):
    """Allow users whose access token shows a recent second factor.

    Others get a 401 that tells the client to step up (RFC 9470).  ``AUTH_CLAIMS`` has
    to be on.  ``STEP_UP_MAX_AGE`` or `within` sets the maximum age; any method is
    accepted, or those that `by` names::

        permission_classes = [RecentSecondFactor.within(minutes=1).by("code-sender")]
    """

    max_age: timedelta | None = None
    acr_values: tuple[str, ...] = ()

    @classmethod
    def within(cls, **duration: float) -> type[RecentSecondFactor]:
        """Return a permission for second factors of at most this age.

        The arguments are those of `datetime.timedelta`.  Of several ages, the lowest
        counts.
        """
        wanted = timedelta(**duration)
        max_age = wanted if cls.max_age is None else min(cls.max_age, wanted)
        return cls._narrow(max_age=max_age)

    @classmethod
    def by(cls, name: str, *names: str) -> type[RecentSecondFactor]:
        """Return a permission for second factors by one of these methods.

        Raise `ValueError` if the permission allowed none of them before: nobody could
        pass.
        """
        allowed = cls.acr_values or (name, *names)
        acr_values = tuple(one for one in (name, *names) if one in allowed)
        if not acr_values:
            raise ValueError(f"Only {', '.join(allowed)} were allowed before")
        return cls._narrow(acr_values=acr_values)

    @classmethod
    def _narrow(cls, **attributes: Any) -> type[RecentSecondFactor]:
        narrowed: type[RecentSecondFactor] = type(cls.__name__, (cls,), attributes)
        return narrowed

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the user is logged in.

        Raise `InsufficientUserAuthenticationError` if the second factor of that login
        is not recent enough, of another kind, or older than a change of the account.
        """
        if not (request.user and request.user.is_authenticated):
            return False
        max_age = self.max_age
        if max_age is None:  # A duration of zero is false, too.
            max_age = api_settings.STEP_UP_MAX_AGE
        if has_token(request) and self._is_good(request, view, max_age):
            return True
        seconds = int(max_age.total_seconds())
        error = InsufficientUserAuthenticationError(seconds, self.acr_values)
        log_refusal(request, error)
        raise error

    def _is_good(self, request: Request, view: APIView, max_age: timedelta) -> bool:
        token: Any = request.auth
        if not _is_recent(token, max_age):
            return False
        factors = self.get_factors(request, view)
        return factors is not None and self.is_of_kind(token, request.user, factors)

    def get_factors(self, request: Request, view: Any) -> Factors | None:
        """Return the factors of the user, `None` if the token is older than a change.

        Without `drf_jwt_2fa.enrollment` it costs no query; with it, one.
        """
        if get_store() is None:
            return Factors()
        factors = factors_of(find_user(request))
        token: Any = request.auth
        return factors if EPOCH_CLAIM in token and is_present(token, factors) else None

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        """Return what `has_permission` returns, or raise what it raises.

        In a combination with `|`, older releases of REST framework call only one of the
        two.
        """
        return self.has_permission(request, view)

    def is_of_kind(self, token: Token, user: Any, factors: Factors) -> bool:
        """Return whether the second factor is accepted.

        Missing or malformed claims are not a second factor: a token shows one if its
        ``acr`` names a method and ``mfa`` is in its ``amr`` (RFC 8176, 2).
        """
        method, amr = token.get("acr"), token.get("amr")
        if not isinstance(method, str) or not _has_mfa(amr):
            return False
        # Whatever the claims say: these never proved a second factor.
        if method in (NO_2FA, TrustedDevice.name):
            return False
        if find_method(method) is None:
            return False
        return not self.acr_values or method in self.acr_values


def _has_mfa(amr: Any) -> bool:
    return isinstance(amr, (list, tuple)) and "mfa" in amr


def _is_recent(token: Token, max_age: timedelta) -> bool:
    # Other tokens, such as those of OpenID Connect, have this claim for any login.  So
    # it has to be a token of Simple JWT.
    auth_time = token.get("auth_time")
    # Not `isinstance`, for which `true` is a number.
    if type(auth_time) is not int:
        return False
    # The clock of the worker that issued the token may be ahead.
    return -CLOCK_LEEWAY <= time.time() - auth_time <= max_age.total_seconds()
