"""The four endpoints: get a code, get tokens, refresh them, verify them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.views import (
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
    TokenViewBase,
)

from .auth_tokens import check_user_of_refreshed
from .error_bodies import add_error_code
from .serializers import AuthTokenSerializer, CodeTokenSerializer
from .settings import api_settings
from .throttling import AuthTokenThrottler, CodeTokenThrottler


class _LoginView(TokenViewBase):
    """What all four have in common."""

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if api_settings.ERROR_CODE_IN_BODY:
            response.data = add_error_code(response.data, exc)
        return response

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class ObtainCodeToken(_LoginView, TokenObtainPairView):
    """Give a user name and password; get a code token, and a code by e-mail.

    Post the two to the next endpoint within the lifetime of the code.
    """

    serializer_class = CodeTokenSerializer
    throttle_classes = [CodeTokenThrottler]


class ObtainAuthToken(_LoginView, TokenObtainPairView):
    """Give a code token and its code; get an access and a refresh token."""

    serializer_class = AuthTokenSerializer
    throttle_classes = [AuthTokenThrottler]


class RefreshAuthToken(_LoginView, TokenRefreshView):
    """Give a refresh token; get a new access token."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer 401 for a user who was deleted, whatever Simple JWT's release does."""
        try:
            response = super().post(request, *args, **kwargs)
        except ObjectDoesNotExist as error:
            raise AuthenticationFailed(
                _("User not found"), code="user_not_found"
            ) from error
        check_user_of_refreshed(response.data)
        return response


class VerifyAuthToken(_LoginView, TokenVerifyView):
    """Give any token; get to know whether it is valid."""


obtain_code_token = ObtainCodeToken.as_view()
obtain_auth_token = ObtainAuthToken.as_view()
refresh_auth_token = RefreshAuthToken.as_view()
verify_auth_token = VerifyAuthToken.as_view()
