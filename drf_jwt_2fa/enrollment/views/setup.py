"""Begin to set a method up."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ...login.enrollment_tokens import EnrollmentToken
from ...methods import get_enrolled
from .. import changes, proofs, serializers
from ..authentication import WithEnrollmentToken
from ..permissions import RecentProof, TrustedMethod
from ..store import forget_step_ups
from .base import MethodView


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
            self.spend_proof(fields)
            # Other changes do so in the statement that moves the epoch.
            forget_step_ups(request.user.pk)
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


def _get_user(view: APIView) -> Any:
    # Generators of schemas look at views without a request.
    user = getattr(view.request, "user", None)
    return user if user is not None and user.is_authenticated else None
