"""The bases of the endpoints."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.http import HttpRequest
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.exceptions import NotAcceptable, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenViewBase

from .. import auth_headers
from ..authentication import find_user, user_not_found
from ..settings import api_settings
from ..transport import Cookies, hide_cookies, open_cookies
from ..users import UNFINDABLE
from .error_bodies import add_error_code
from .error_reports import hide_secrets
from .refusals import log_refusal
from .renderers import usable_renderers
from .request_bodies import check_body


class LoginView(TokenViewBase):
    """The base of all endpoints: it hides secrets and shapes errors."""

    # A web page with <img> tags that use up all requests must not lock its visitors
    # out: a request that does not begin a step does not count.
    counted_methods: tuple[str, ...] = ("POST",)
    # Tokens may come in a cookie, as this field, or leave in one.
    cookie_field: str | None = None
    gives_tokens = False
    cookies: Cookies | None = None

    def initialize_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Request:
        hide_secrets(request)
        hide_cookies(request)
        return super().initialize_request(request, *args, **kwargs)

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[Any, str]:
        self.renderer_classes = usable_renderers(self.renderer_classes)
        try:
            return super().perform_content_negotiation(request, force)
        except UnicodeDecodeError as error:
            # Older releases decode any Accept header as ASCII.
            raise NotAcceptable from error

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # First of all: a request that may be forged counts nowhere.
        if request.method not in SAFE_METHODS and (
            self.gives_tokens or self.cookie_field is not None
        ):
            self.cookies = open_cookies(request)
        super().initial(request, *args, **kwargs)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        field = self.cookie_field
        if self.cookies is not None and field is not None and "data" in kwargs:
            kwargs["data"] = self.cookies.add(field, kwargs["data"])
        return super().get_serializer(*args, **kwargs)

    def get_token_keys(self) -> tuple[str, str]:
        """Return the keys of the access token and the refresh token in answers."""
        return (
            api_settings.AUTH_RESULT_ACCESS_TOKEN_KEY,
            api_settings.AUTH_RESULT_REFRESH_TOKEN_KEY,
        )

    def check_throttles(self, request: Request) -> None:
        if request.method in self.counted_methods:
            self.check_form(request)
            super().check_throttles(request)
        elif request.method not in SAFE_METHODS:
            check_body(request)

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
        if self.cookies is not None and self.gives_tokens:
            self.cookies.carry(response, *self.get_token_keys())
        # Django's site cache heeds `no-store` in its latest releases only.
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, [auth_headers.get_name()])
        return response


class OutsideOfTransactionsMixin:
    """A view whose errors do not roll back what it has written.

    Errors roll the transaction of a request back (``ATOMIC_REQUESTS``).  With a cache
    in that database, a wrong code would not have been counted; nor would the session of
    a copied refresh token have ended.
    """

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)  # type: ignore[misc]
        for alias in connections:
            view = transaction.non_atomic_requests(using=alias)(view)
        return view


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
