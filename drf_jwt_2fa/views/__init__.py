"""The endpoints: get a code, another one, get tokens, refresh, verify, step up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connections, transaction
from django.http import HttpRequest
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework import serializers
from rest_framework.exceptions import (
    NotAcceptable,
    NotFound,
    Throttled,
    ValidationError,
)
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.views import (
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
    TokenViewBase,
)

from .. import auth_headers
from ..authentication import ProjectAuthentication, find_user, user_not_found
from ..login.auth_tokens import (
    check_epoch_of_refreshed,
    check_user_of_refreshed,
    checks_users,
    is_key_unheard_of,
    names_user,
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
from .refusals import log_refusal
from .renderers import usable_renderers
from .request_bodies import check_body, read_fields_once


class LoginView(TokenViewBase):
    """The base of all endpoints: it hides secrets and shapes errors."""

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
            self.check_form(request)
            super().check_throttles(request)

    def check_form(self, request: Request) -> None:
        """Raise `APIException` for a malformed request, which does not count."""
        check_body(request)

    def handle_exception(self, exc: Exception) -> Response:
        log_refusal(self.request, exc)
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


class SignedInMixin:
    """A view for users who are signed in, by an authentication class of the project."""

    def perform_authentication(self, request: Request) -> None:
        """Take the user as the primary database has them; raise for an unheard-of key.

        Classes of Simple JWT's do not expect keys that the user model cannot hold.
        """
        try:
            super().perform_authentication(request)  # type: ignore[misc]
        except UNFINDABLE as error:
            raise user_not_found() from error
        if request.user.is_authenticated:
            request.user = find_user(request)


class StepView(LoginView):
    """The base of the steps of a login: only well-formed requests count."""

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

    def check_form(self, request: Request) -> None:
        """Raise `APIException` for missing and malformed fields, too."""
        super().check_form(request)
        serializer = self.get_serializer(data=request.data)
        read_fields_once(serializer, request.data)
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


class ObtainStepUp(SignedInMixin, StepView, TokenObtainPairView):
    """Give an access token; get a code token, and a code by e-mail.

    Code token and code give tokens that tell of a fresh second factor.
    """

    serializer_class = StepUpSerializer
    throttle_classes = []
    # Simple JWT's type of it is a tuple of none.
    authentication_classes = ProjectAuthentication()  # type: ignore[assignment]
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
            is_checked = checks_users(self.get_serializer_class())
            if not (is_checked and names_user(response.data)):
                check_user_of_refreshed(response.data)
        except ValidationError as error:
            # Newer releases look for the user in the serializer, and that takes for an
            # error of a field what the user model says of the key.
            if is_key_unheard_of(_get_field(request, "refresh")):
                raise user_not_found() from error
            raise
        except UNFINDABLE as error:
            raise user_not_found() from error
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


def _get_field(request: Request, name: str) -> Any:
    data = request.data
    return data.get(name) if isinstance(data, Mapping) else None


obtain_code_token = ObtainCodeToken.as_view()
obtain_challenge = ObtainChallenge.as_view()
obtain_auth_token = ObtainAuthToken.as_view()
obtain_step_up = ObtainStepUp.as_view()
refresh_auth_token = RefreshAuthToken.as_view()
verify_auth_token = VerifyAuthToken.as_view()
