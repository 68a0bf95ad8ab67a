"""The endpoints of the steps of a login, and of a step-up."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework_simplejwt.views import TokenObtainPairView

from ..authentication import ProjectAuthentication
from ..serializers import (
    AuthTokenSerializer,
    ChallengeSerializer,
    CodeTokenSerializer,
    StepUpSerializer,
)
from ..settings import api_settings
from ..state import Place
from ..throttling import AuthTokenThrottler, CodeTokenThrottler
from ..transport import DEVICE_FIELD
from .base import LoginView, OutsideOfTransactionsMixin, SignedInMixin
from .request_bodies import read_fields_once


class StepView(OutsideOfTransactionsMixin, LoginView):
    """The base of the steps of a login: only well-formed requests count."""

    _well_formed: serializers.BaseSerializer[Any] | None = None
    _throttles: list[Any] | None = None

    def check_form(self, request: Request) -> None:
        """Raise `APIException` for missing and malformed fields, too."""
        super().check_form(request)
        serializer = self.get_serializer(data=request.data)
        read_fields_once(serializer, serializer.initial_data)
        self._well_formed = serializer

    def get_throttles(self) -> list[Any]:
        """Return the throttles, the same ones each time: they remember places."""
        if self._throttles is None:
            self._throttles = super().get_throttles()
        return self._throttles

    @property
    def address_place(self) -> Place | None:
        """The place that the request took in the limit of its address."""
        throttles = self._throttles or ()
        places = [one.place for one in throttles if isinstance(one, CodeTokenThrottler)]
        return next(filter(None, places), None)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        # Fields may be anything in a subclass: a captcha cannot be solved twice.
        if self._well_formed is not None and kwargs.get("data") is self.request.data:
            return self._well_formed
        return super().get_serializer(*args, **kwargs)


class ObtainCodeToken(StepView, TokenObtainPairView):
    """Exchange a user name and password for a code token, and get a code.

    Post the two to the next endpoint within the lifetime of the code.
    """

    serializer_class = CodeTokenSerializer
    cookie_field = DEVICE_FIELD
    gives_tokens = True
    throttle_classes = [CodeTokenThrottler]


class ObtainChallenge(StepView, TokenObtainPairView):
    """Exchange a code token for another one, and get a new code."""

    serializer_class = ChallengeSerializer
    throttle_classes = []


class ObtainAuthToken(StepView, TokenObtainPairView):
    """Exchange a code token and its code for an access and a refresh token."""

    serializer_class = AuthTokenSerializer
    gives_tokens = True
    throttle_classes = [AuthTokenThrottler]


class ObtainStepUp(SignedInMixin, StepView, TokenObtainPairView):
    """Begin a step-up with an access token; get a code token and a code.

    The code token and the code then give tokens that show a fresh second factor.
    """

    serializer_class = StepUpSerializer
    throttle_classes = []
    # Simple JWT types it as an empty tuple.
    authentication_classes = ProjectAuthentication()  # type: ignore[assignment]
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]

    def perform_authentication(self, request: Request) -> None:
        """Answer 404 where no token would show the step-up."""
        if not api_settings.AUTH_CLAIMS:
            # The browsable API shows the user, and a bad token would raise an error
            # there, where none is expected any more.
            request.user = AnonymousUser()
            raise NotFound
        super().perform_authentication(request)
