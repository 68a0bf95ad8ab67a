"""The bases of the endpoints with which users manage their second factors."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.utils.functional import cached_property
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ... import users
from ...authentication import ProjectAuthentication
from ...login.auth_tokens import Evidence
from ...login.enrollment_tokens import EnrollmentToken
from ...login.epochs import check_epoch
from ...login.sessions import check_session, find_session
from ...methods import Factors, factors_of, get_methods
from ...serializers.answers import get_answer
from ...throttling import AuthTokenThrottler
from ...views import SignedInMixin, StepView
from .. import proofs, serializers
from ..changes import Changed
from ..methods import EnrollableMethod


class ManagementView(SignedInMixin, StepView):
    """An endpoint for a user who is signed in."""

    authentication_classes: Any = ProjectAuthentication()
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]
    throttle_classes = [AuthTokenThrottler]

    def check_permissions(self, request: Request) -> None:
        """Refuse users, too, who may not log in any more.

        A token that is older than a change of the account shows and changes nothing.
        """
        super().check_permissions(request)
        users.check_user(request.user)
        if request.method not in SAFE_METHODS:
            self.factors  # noqa: B018  # It raises.
            # For the minutes that it lives on, the access token of a session that has
            # ended must not change who can log in.
            check_session(find_session(request.auth), request.user)

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

    def spend_proof(self, fields: dict[str, Any]) -> Evidence:
        """Use up the step-up in the request; return what it proved."""
        serializer_class: Any = self.get_serializer_class()
        manager = serializer_class.token_manager_class()
        given = get_answer(fields)
        return proofs.check_proof(
            self.request, self.factors, fields["code_token"], given, manager
        )


class MethodView(ManagementView):
    """An endpoint of one method, the one that the URL names."""

    def check_permissions(self, request: Request) -> None:
        """Answer 404 before anything else if users cannot set up such a method."""
        super().check_permissions(request)
        self.method  # noqa: B018  # It raises.

    @property
    def method(self) -> EnrollableMethod:
        """The method; raise `NotFound` if it is not configured, or cannot be set up."""
        method = get_methods().get(self.kwargs["name"])
        if isinstance(method, EnrollableMethod) and method.can_be_set_up:
            return method
        raise NotFound


class ChangeView(ManagementView):
    """A change that takes the code token and the code of a step-up."""

    serializer_class: Any = serializers.ProofSerializer
    gives_tokens = True

    def answer(self, request: Request) -> Response:
        """Make the change, and return its result with new tokens."""
        fields = self.read(request)
        self.check(fields)
        evidence, user = self.spend_proof(fields), request.user
        changed = self.change(user, fields)
        tokens = proofs.renew_tokens(user, evidence, changed.epoch, request)
        return Response({**changed.shown, **tokens})

    def check(self, fields: dict[str, Any]) -> None:
        """Raise if there is nothing to change, before a proof is used up."""

    @abstractmethod
    def change(self, user: Any, fields: dict[str, Any]) -> Changed:
        """Make the change."""
