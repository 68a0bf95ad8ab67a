"""The endpoints with which users manage their second factors."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import users
from ..authentication import ProjectAuthentication
from ..exceptions import MethodFailedError
from ..login import events
from ..login.completion import complete_by_enrollment, describe_login
from ..login.enrollment_tokens import EnrollmentToken
from ..login.epochs import check_epoch
from ..methods import (
    Factors,
    MethodUnavailableError,
    WrongAnswerError,
    factors_of,
    get_enrolled,
    get_methods,
)
from ..throttling import AuthTokenThrottler
from ..views import SignedInMixin, StepView
from . import changes, overview, proofs, serializers
from .authentication import WithEnrollmentToken
from .changes import Changed
from .exceptions import (
    IncorrectConfirmationError,
    NotEnrolledError,
    NothingToConfirmError,
)
from .methods import EnrollableMethod, RecoveryCodeMethod
from .permissions import RecentProof, TrustedMethod
from .store.pending import NoPendingEnrollmentError
from .throttling import ConfirmationThrottler


class ManagementView(SignedInMixin, StepView):
    """An endpoint for a user who is signed in."""

    authentication_classes: Any = ProjectAuthentication()
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]
    throttle_classes = [AuthTokenThrottler]

    def check_permissions(self, request: Request) -> None:
        """Refuse users, too, whom the project does not let log in any more.

        With a token of before a change of the account, a user may look and change
        nothing.
        """
        super().check_permissions(request)
        users.check_user(request.user)
        if request.method not in SAFE_METHODS:
            self.factors  # noqa: B018  # It raises.

    @cached_property
    def factors(self) -> Factors:
        """The factors of the user; raise `LoginOutdatedError` for an outdated token."""
        request = self.request
        if isinstance(request.auth, EnrollmentToken) or request.method in SAFE_METHODS:
            return factors_of(request.user)
        return check_epoch(request, request.user)

    def read(self, request: Request) -> dict[str, Any]:
        """Return the fields of the request; raise `ValidationError`."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields: dict[str, Any] = serializer.validated_data
        return fields


class MethodView(ManagementView):
    """An endpoint of one method, the one that the URL names."""

    def check_permissions(self, request: Request) -> None:
        """Answer 404 for what is no method that users set up, before anything else."""
        super().check_permissions(request)
        self.method  # noqa: B018  # It raises.

    @property
    def method(self) -> EnrollableMethod:
        """The method; raise `NotFound` if it is not configured, or not to be set up."""
        method = get_methods().get(self.kwargs["name"])
        if isinstance(method, EnrollableMethod) and method.can_be_set_up:
            return method
        raise NotFound


class ChangeView(ManagementView):
    """A change that takes the code token and the code of a step-up."""

    serializer_class: Any = serializers.ProofSerializer

    def answer(self, request: Request) -> Response:
        """Make the change, and return what it yields, with new tokens."""
        fields = self.read(request)
        self.check(fields)
        serializer_class: Any = self.get_serializer_class()
        manager = serializer_class.token_manager_class()
        method = proofs.check_proof(
            request, self.factors, fields["code_token"], fields["code"], manager
        )
        user = request.user
        changed = self.change(user, fields)
        tokens = proofs.renew_tokens(user, method, changed.epoch)
        return Response({**changed.shown, **tokens})

    def check(self, fields: dict[str, Any]) -> None:
        """Raise if there is nothing to change: that should cost no proof."""

    @abstractmethod
    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Make the change."""


class SetUpMethod(MethodView):
    """Get what it takes to set a method up, such as the secret for an app.

    The first time it takes a recent second factor, or an enrolment token; later, beside
    or in place of what is enrolled, the code token and the code of a step-up.
    """

    authentication_classes: Any = WithEnrollmentToken()

    def get_permissions(self) -> list[Any]:
        """Ask for a recent second factor where no other proof is asked for."""
        permissions = [*super().get_permissions(), TrustedMethod()]
        if self._is_signed_in() and not self._has_enrolled:
            permissions.append(RecentProof())
        return permissions

    def get_serializer_class(self) -> Any:
        """Return the serializer for the first enrolment, or for another."""
        if self._has_enrolled:
            return serializers.ProofSerializer
        return serializers.FirstSetupSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a setup; what is enrolled stays as it is until it is confirmed."""
        method, fields = self.method, self.read(request)
        # What is enrolled from now on makes it another login.
        login = proofs.get_login(request, self.factors)
        if self._has_enrolled:
            manager = self.get_serializer_class().token_manager_class()
            proofs.check_proof(
                request, self.factors, fields["code_token"], fields["code"], manager
            )
        return Response(changes.set_up(request.user, method, login))

    def _is_signed_in(self) -> bool:
        is_somebody = _get_user(self) is not None
        return is_somebody and not isinstance(self.request.auth, EnrollmentToken)

    @property
    def _has_enrolled(self) -> bool:
        # What is not configured any more can prove nothing.
        return _get_user(self) is not None and bool(get_enrolled(self.factors))


class SetUpTotp(SetUpMethod):
    """Get the secret for an authenticator app, as text, as a URI and as its QR code.

    The first time it takes a recent second factor, or an enrolment token; later, beside
    or in place of what is enrolled, the code token and the code of a step-up.
    """


class ConfirmMethod(MethodView):
    """Give a code of the method; get recovery codes, this once, and new tokens."""

    authentication_classes: Any = WithEnrollmentToken()
    serializer_class = serializers.ConfirmSerializer
    throttle_classes = [ConfirmationThrottler]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enrol the method that this login has begun to set up."""
        method, fields, user = self.method, self.read(request), request.user
        login = proofs.get_login(request, self.factors)
        try:
            changed = changes.confirm(user, self.factors, method, login, fields["code"])
        except WrongAnswerError as error:
            raise IncorrectConfirmationError from error
        except NoPendingEnrollmentError as error:
            raise NothingToConfirmError from error
        except MethodUnavailableError as error:
            raise MethodFailedError from error
        tokens = proofs.renew_tokens(user, method, changed.epoch)
        more: Mapping[str, Any] = {}
        if isinstance(request.auth, EnrollmentToken):
            # It is only now that the login is complete.
            complete_by_enrollment(user, self.factors, request)
            more = describe_login(user, request)
        events.report_second_factor(user, request)
        return Response({**more, **changed.shown, **tokens})


class ConfirmTotp(ConfirmMethod):
    """Give a code of the app; get recovery codes, this once, and new tokens."""


class RemoveMethod(MethodView, ChangeView):
    """Remove a method, with the code token and the code of a step-up."""

    http_method_names = ["delete", "options"]
    counted_methods = ("DELETE",)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove the method."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` if the user has not enrolled it."""
        if self.factors.find(self.method.name) is None:
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Remove it."""
        return changes.remove(user, self.factors, self.method.name)


class RemoveTotp(RemoveMethod):
    """Remove the authenticator app, with the code token and the code of a step-up."""


class RecoveryCodes(ChangeView):
    """See how many recovery codes are left, or get ten new ones."""

    def check_permissions(self, request: Request) -> None:
        """Answer 404 where codes would let nobody in."""
        super().check_permissions(request)
        if RecoveryCodeMethod.name not in get_methods():
            raise NotFound

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return how many are left."""
        return Response(overview.describe_recovery_codes(self.factors))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make ten new codes; earlier ones are void."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` if the user has enrolled no other method."""
        if not self.factors.enrolled:
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Make the new codes."""
        return changes.renew_recovery_codes(user, self.factors)


class SecondFactorMethod(ChangeView):
    """See what is enrolled, or prefer another method."""

    serializer_class = serializers.PreferenceSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return what is enrolled and preferred."""
        return Response(overview.describe_methods(request.user, self.factors))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Prefer another method."""
        return self.answer(request)

    def check(self, fields: dict[str, Any]) -> None:
        """Raise `NotEnrolledError` if it cannot be asked for at every login."""
        if not changes.can_be_preferred(self.factors, fields["method"]):
            raise NotEnrolledError

    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Prefer it."""
        return changes.prefer(user, self.factors, fields["method"])


def _get_user(view: APIView) -> Any:
    # Generators of schemas look at views without a request.
    user = getattr(view.request, "user", None)
    return user if user is not None and user.is_authenticated else None


set_up_method = SetUpMethod.as_view()
set_up_totp = SetUpTotp.as_view()
confirm_method = ConfirmMethod.as_view()
confirm_totp = ConfirmTotp.as_view()
remove_method = RemoveMethod.as_view()
remove_totp = RemoveTotp.as_view()
recovery_codes = RecoveryCodes.as_view()
second_factor_method = SecondFactorMethod.as_view()
