"""The endpoints with which users manage their second factors."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from .. import logins
from ..account_state import check_epoch
from ..authentication import Jwt2faAuthentication
from ..enrollment_tokens import EnrollmentToken
from ..methods import (
    NO_2FA,
    Factors,
    factors_of,
    is_trusted,
    needs_no_second_factor,
)
from ..permissions import RecentSecondFactor
from ..throttling import AuthTokenThrottler
from ..views import StepView
from . import overview, serializers
from .authentication import EnrollmentAuthentication
from .authenticator_app import TotpMethod
from .throttling import ConfirmationThrottler


class RecentProof(RecentSecondFactor):
    """Allow a recent password, too, from users who are asked for nothing else."""

    def is_of_kind(self, token: Token, user: Any, factors: Factors) -> bool:
        """Return whether the token tells what its user can prove now.

        A user who needed no second factor at the login may need one since.
        """
        method = token.get("acr")
        if method == NO_2FA:
            return needs_no_second_factor(user, factors)
        return isinstance(method, str)

    def get_factors(self, request: Request, view: Any) -> Factors | None:
        """Return the factors that the view has read, and compared the epoch with."""
        factors: Factors = view.factors
        return factors


class TrustsInApps(BasePermission):
    """Keeps users from enrolling an app that would not complete their login."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether a login with an app is complete."""
        return is_trusted(TotpMethod(), request.user)


class ManagementView(StepView):
    """What all of them have in common: a user who is signed in, and one change."""

    # Simple JWT's type of these is a tuple of none.
    authentication_classes = (Jwt2faAuthentication,)  # type: ignore[assignment]
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]
    throttle_classes = [AuthTokenThrottler]

    def perform_authentication(self, request: Request) -> None:
        """Take the user as the primary database has them."""
        super().perform_authentication(request)
        if request.user.is_authenticated:
            request.user = logins.on_primary(request.user)

    def check_permissions(self, request: Request) -> None:
        """Refuse users, too, whom the project does not let log in any more.

        Who has nothing but a token of before a change of the account may look, and
        change nothing.
        """
        super().check_permissions(request)
        logins.check_user(request.user)
        if request.method not in SAFE_METHODS:
            self.factors  # noqa: B018  # It raises.

    @cached_property
    def factors(self) -> Factors:
        """What the user has enrolled; raise `LoginOutdatedError` for an old token."""
        request = self.request
        if isinstance(request.auth, EnrollmentToken) or request.method in SAFE_METHODS:
            return factors_of(request.user)
        return check_epoch(request, request.user)


class SetUpTotp(ManagementView):
    """Get the secret for an authenticator app.

    The first time it takes a recent second factor, or an enrolment token; later, in
    place of what is enrolled, the code token and the code of a step-up.
    """

    authentication_classes = (EnrollmentAuthentication,)

    def get_permissions(self) -> list[Any]:
        """Ask for a recent second factor where no other proof is asked for."""
        permissions = [*super().get_permissions(), TrustsInApps()]
        if self._is_signed_in() and not self._has_enrolled:
            permissions.append(RecentProof())
        return permissions

    def _is_signed_in(self) -> bool:
        is_somebody = _get_user(self) is not None
        return is_somebody and not isinstance(self.request.auth, EnrollmentToken)

    def get_serializer_class(self) -> Any:
        """Return the serializer for the first enrolment, or for another."""
        if self._has_enrolled:
            return serializers.SetupSerializer
        return serializers.FirstSetupSerializer

    @property
    def _has_enrolled(self) -> bool:
        return _get_user(self) is not None and bool(self.factors.enrolled)


def _get_user(view: APIView) -> Any:
    # Generators of schemas look at views without a request.
    user = getattr(view.request, "user", None)
    return user if user is not None and user.is_authenticated else None


class ConfirmTotp(ManagementView):
    """Give a code of the app; get the recovery codes, this once, and new tokens."""

    authentication_classes = (EnrollmentAuthentication,)
    serializer_class = serializers.ConfirmSerializer
    throttle_classes = [ConfirmationThrottler]


class RemoveTotp(ManagementView):
    """Remove the app, with the code token and the code of a step-up."""

    serializer_class = serializers.RemovalSerializer
    http_method_names = ["delete", "options"]
    counted_methods = ("DELETE",)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove the app."""
        return self.post(request, *args, **kwargs)


class RecoveryCodes(ManagementView):
    """See how many recovery codes are left, or get ten new ones."""

    serializer_class = serializers.RecoveryCodesSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return how many are left."""
        return Response(overview.describe_recovery_codes(self.factors))


class SecondFactorMethod(ManagementView):
    """See what is enrolled, or prefer another method."""

    serializer_class = serializers.PreferenceSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return what is enrolled and preferred."""
        return Response(overview.describe_methods(request.user, self.factors))


set_up_totp = SetUpTotp.as_view()
confirm_totp = ConfirmTotp.as_view()
remove_totp = RemoveTotp.as_view()
recovery_codes = RecoveryCodes.as_view()
second_factor_method = SecondFactorMethod.as_view()
