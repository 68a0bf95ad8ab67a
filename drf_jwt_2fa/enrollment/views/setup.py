"""Begin to set a method up."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ...login.enrollment_tokens import EnrollmentToken
from ...methods import get_enrolled
from .. import changes, methods, proofs, serializers
from ..authentication import WithEnrollmentToken
from ..exceptions import TooManyEnrolledError
from ..permissions import RecentProof, TrustedMethod
from ..store import forget_step_ups
from .base import MethodView


class SetUpMethod(MethodView):
    """Begin to set a method up: get the data for it, such as the secret for an app.

    The first setup takes a recent second factor or an enrolment token; with a method
    enrolled, it takes the code token and the code of a step-up.
    """

    authentication_classes: Any = WithEnrollmentToken()
    wishes: tuple[str, ...] = ()
    """Fields that the method takes, beside the proof."""

    def get_permissions(self) -> list[Any]:
        """Require a recent second factor where no other proof is required."""
        permissions = [*super().get_permissions(), TrustedMethod()]
        if self._is_signed_in() and not self._has_enrolled:
            permissions.append(RecentProof())
        return permissions

    serializers_of_first_and_other: tuple[Any, Any] = (
        serializers.FirstSetupSerializer,
        serializers.ProofSerializer,
    )

    def get_serializer_class(self) -> Any:
        """Return the serializer for a first enrolment, or for a later one."""
        return self.serializers_of_first_and_other[self._has_enrolled]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a setup; until it is confirmed, enrolled methods stay as they are."""
        method, fields = self.method, self.read(request)
        # An enrolment from now on would change it.
        login = proofs.get_login(request, self.factors)
        if self._has_enrolled:
            self.spend_proof(fields)
            # Other changes do so in the statement that moves the epoch.
            forget_step_ups(request.user.pk)
        wishes = {name: fields[name] for name in self.wishes if name in fields}
        try:
            shown = changes.set_up(request.user, method, login, **wishes)
        except methods.TooManyEnrolledError as error:
            raise TooManyEnrolledError from error
        return Response(shown)

    def _is_signed_in(self) -> bool:
        is_somebody = _get_user(self) is not None
        return is_somebody and not isinstance(self.request.auth, EnrollmentToken)

    @property
    def _has_enrolled(self) -> bool:
        # A method that is not configured any more can prove nothing.
        return _get_user(self) is not None and bool(get_enrolled(self.factors))


class SetUpTotp(SetUpMethod):
    """Begin to set an app up: get its secret as text, as a URI and as a QR code.

    The first setup takes a recent second factor or an enrolment token; with a method
    enrolled, it takes the code token and the code of a step-up.
    """


def _get_user(view: APIView) -> Any:
    # Schema generators look at views without a request.
    user = getattr(view.request, "user", None)
    return user if user is not None and user.is_authenticated else None
