"""The endpoints: get a code, another one, get tokens, refresh, verify, step up."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connections, transaction
from django.http import HttpRequest
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotAcceptable, NotFound, Throttled
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.views import (
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
    TokenViewBase,
)

from .. import auth_headers
from ..authentication import Jwt2faAuthentication
from ..login.auth_tokens import (
    check_epoch_of_refreshed,
    check_user_of_refreshed,
    checks_users,
)
from ..serializers import (
    AuthTokenSerializer,
    ChallengeSerializer,
    CodeTokenSerializer,
    StepUpSerializer,
)
from ..settings import api_settings
from ..state import Place
from ..throttling import AuthTokenThrottler, CodeTokenThrottler
from ..users import UNFINDABLE
from .error_bodies import add_error_code
from .error_reports import hide_secrets
from .renderers import usable_renderers
from .request_bodies import check_body, read_fields_once


class LoginView(TokenViewBase):
    """What all of them have in common: secrets stay secret, errors have a form."""

    # A web page with an <img> tag for each request that is left must not lock its
    # visitors out: what is not the beginning of a step does not count.
    counted_methods = ("POST",)

    def initialize_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Request:
        hide_secrets(request)
        return super().initialize_request(request, *args, **kwargs)

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[Any, str]:
        self.renderer_classes = usable_renderers(self.renderer_classes)
        try:
            return super().perform_content_negotiation(request, force)
        except UnicodeDecodeError as error:
            # Older releases take an Accept header of any bytes for ASCII.
            raise NotAcceptable from error

    def check_throttles(self, request: Request) -> None:
        if request.method in self.counted_methods:
            check_body(request)
            super().check_throttles(request)

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if isinstance(exc, Throttled):
            response["Retry-After"] = str(max(1, getattr(exc, "wait", None) or 0))
        # The project's handler may answer with any response: most have no data.
        if api_settings.ERROR_CODE_IN_BODY and isinstance(response, Response):
            response.data = add_error_code(response.data, exc)
        return response

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        # Django's site cache heeds `no-store` in its latest releases only.
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, [auth_headers.get_name()])
        return response


class StepView(LoginView):
    """What the steps of a login have in common: a request counts if it has a form."""

    _well_formed: serializers.BaseSerializer[Any] | None = None
    _throttles: list[Any] | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        # A wrong code is an error, errors roll the transaction of a request back, and
        # with a cache in that database the attempt would not have been counted.
        for alias in connections:
            view = transaction.non_atomic_requests(using=alias)(view)
        return view

    def check_throttles(self, request: Request) -> None:
        if request.method in self.counted_methods:
            check_body(request)
            serializer = self.get_serializer(data=request.data)
            read_fields_once(serializer, request.data)
            self._well_formed = serializer
        super().check_throttles(request)
        if self._well_formed is not None:
            # Taken after the serializer was made; the stubs call its dict a mapping.
            context: Any = self._well_formed.context
            context["address_place"] = self._get_address_place()

    def get_throttles(self) -> list[Any]:
        """Return the throttles, the same ones each time: they remember places."""
        if self._throttles is None:
            self._throttles = super().get_throttles()
        return self._throttles

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the serializer may know, with the place that was taken."""
        place = self._get_address_place()
        return {**super().get_serializer_context(), "address_place": place}

    def _get_address_place(self) -> Place | None:
        places = [getattr(one, "place", None) for one in self._throttles or ()]
        return next(filter(None, places), None)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        # Fields may be anything in a subclass: a captcha cannot be solved twice.
        if self._well_formed is not None and kwargs.get("data") is self.request.data:
            return self._well_formed
        return super().get_serializer(*args, **kwargs)


class ObtainCodeToken(StepView, TokenObtainPairView):
    """Give a user name and password; get a code token, and a code by e-mail.

    Post the two to the next endpoint within the lifetime of the code.
    """

    serializer_class = CodeTokenSerializer
    throttle_classes = [CodeTokenThrottler]


class ObtainChallenge(StepView, TokenObtainPairView):
    """Give a code token; get another in its place, and a new code by e-mail."""

    serializer_class = ChallengeSerializer
    throttle_classes = []


class ObtainAuthToken(StepView, TokenObtainPairView):
    """Give a code token and its code; get an access and a refresh token."""

    serializer_class = AuthTokenSerializer
    throttle_classes = [AuthTokenThrottler]


class ObtainStepUp(StepView, TokenObtainPairView):
    """Give an access token; get a code token, and a code by e-mail.

    Code token and code give tokens that tell of a fresh second factor.
    """

    serializer_class = StepUpSerializer
    throttle_classes = []
    # Simple JWT's type of it is a tuple of none.
    authentication_classes = (Jwt2faAuthentication,)  # type: ignore[assignment]
    permission_classes = (IsAuthenticated,)  # type: ignore[assignment]

    def perform_authentication(self, request: Request) -> None:
        """Answer 404 where no token would tell of it."""
        if not api_settings.AUTH_CLAIMS:
            # The browsable API shows who it is, and would find a bad token out where no
            # error is expected any more.
            request.user = AnonymousUser()
            raise NotFound
        super().perform_authentication(request)


class RefreshAuthToken(LoginView, TokenRefreshView):
    """Give a refresh token; get a new access token."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer 401 for a user who was deleted, whatever Simple JWT's release does."""
        try:
            response = super().post(request, *args, **kwargs)
            if not checks_users(self.get_serializer_class()):
                check_user_of_refreshed(response.data)
        except UNFINDABLE as error:
            raise AuthenticationFailed(
                _("User not found"), code="user_not_found"
            ) from error
        except RecursionError as error:
            raise InvalidToken from error
        check_epoch_of_refreshed(response.data)
        return response


class VerifyAuthToken(LoginView, TokenVerifyView):
    """Give any token; get to know whether it is valid."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer 401 for a token whose JSON is nested too deep to be read."""
        try:
            return super().post(request, *args, **kwargs)
        except RecursionError as error:
            raise InvalidToken from error


obtain_code_token = ObtainCodeToken.as_view()
obtain_challenge = ObtainChallenge.as_view()
obtain_auth_token = ObtainAuthToken.as_view()
obtain_step_up = ObtainStepUp.as_view()
refresh_auth_token = RefreshAuthToken.as_view()
verify_auth_token = VerifyAuthToken.as_view()
