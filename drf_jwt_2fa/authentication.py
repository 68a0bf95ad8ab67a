"""Authenticate API requests by their access token."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.settings import api_settings as rest_framework
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from . import users
from .login.auth_tokens import UNREADABLE
from .login.sessions import get_sessions
from .settings import api_settings
from .transport import read_access_token


class Jwt2faAuthentication(JWTAuthentication):
    """Authenticate requests with ``Authorization: Bearer <access token>``.

    Simple JWT's ``AUTH_HEADER_TYPES`` and ``AUTH_HEADER_NAME`` change the header.

    Use it in ``DEFAULT_AUTHENTICATION_CLASSES``: access tokens come from
    `ObtainAuthToken`, or from a refresh token that it issued.
    """

    def get_user(self, validated_token: Token) -> Any:
        """Return the user of the token; raise `AuthenticationFailed` if there is none.

        The token may belong to another user model, with keys that this one cannot hold.
        """
        try:
            return self._find_user(validated_token)
        except users.UNFINDABLE as error:
            raise user_not_found() from error

    def _find_user(self, validated_token: Token) -> Any:
        try:
            return super().get_user(validated_token)
        except FieldError:
            # ``USER_ID_FIELD`` names a property, not a column.
            self.user_model: Any = users.UsersById()
            return super().get_user(validated_token)

    def get_validated_token(self, raw_token: Any) -> Token:
        """Return the token; raise `InvalidToken` if it is not one of ours."""
        try:
            token: Token = super().get_validated_token(raw_token)
        except UNREADABLE as error:
            raise InvalidToken from error
        sessions = get_sessions()
        if sessions is not None:
            sessions.check_access_token(token)
        return token


class Jwt2faCookieAuthentication(Jwt2faAuthentication):
    """Authenticate requests by an access token in the header, or in a cookie.

    It is for pages that the server renders: ``TOKEN_TRANSPORT = "cookies"`` puts the
    access token into a cookie.  If the request has the header, the cookie does not
    count.  Requests that change something need more than the cookie, since a page of
    somebody else may have sent them: ``X-Token-Transport: cookie`` or Django's CSRF
    token.
    """

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """Return the user and the token, `None` for a request without a token.

        Raise `CsrfFailedError` for a request that may be forged, and `InvalidToken` for
        a cookie that is not good (any more).
        """
        _vary_on_cookies(request)
        if self.get_header(request) is not None:
            return super().authenticate(request)
        text = read_access_token(request)
        if text is None:
            return None
        token = self.get_validated_token(text)
        return self.get_user(token), token


def _vary_on_cookies(request: Request) -> None:
    """Keep caches from answering with the page of somebody else (RFC 9110, 12.5.5)."""
    headers = getattr(request.parser_context.get("view"), "headers", None)
    if headers is not None:
        known = headers.get("Vary", "")
        headers["Vary"] = ", ".join(filter(None, [known, "Cookie"]))


class ProjectAuthentication:
    """The authentication classes of a view: the project's, read live.

    A subclass of the view may set others instead.
    """

    def __get__(self, instance: object, owner: type) -> tuple[type[Any], ...]:
        return get_authentication_classes()


def get_authentication_classes() -> tuple[type[Any], ...]:
    """Return the classes that authenticate users of our endpoints.

    These are the classes in ``AUTHENTICATION_CLASSES`` or, without it, those of REST
    framework's defaults that accept Simple JWT's tokens.  A token that one of the
    project's own classes refuses is then refused here, too.
    """
    wanted = api_settings.AUTHENTICATION_CLASSES
    if wanted is not None:
        return tuple(_import(one) for one in wanted)
    defaults: Any = rest_framework.DEFAULT_AUTHENTICATION_CLASSES
    return tuple(filter(_takes_jwts, defaults)) or (Jwt2faAuthentication,)


def find_user(request: Request) -> Any:
    """Return the user who is signed in, as the primary database has them.

    Simple JWT's stateless class makes the user from the token alone, without methods or
    a password.
    """
    user: Any = request.user
    if not isinstance(user, Model) and isinstance(request.auth, Token):
        return Jwt2faAuthentication().get_user(request.auth)
    return users.on_primary(user)


def user_not_found() -> AuthenticationFailed:
    """Return Simple JWT's own error for a token whose user does not exist."""
    return AuthenticationFailed(_("User not found"), code="user_not_found")


def _takes_jwts(wanted: Any) -> bool:
    # REST framework accepts any callable.
    return isinstance(wanted, type) and issubclass(wanted, JWTAuthentication)


def _import(wanted: Any) -> Any:
    if not isinstance(wanted, str):
        return wanted
    try:
        return import_string(wanted)
    except Exception as error:
        # The project's module may raise anything when it is imported.
        message = f"JWT2FA_AUTH['AUTHENTICATION_CLASSES'] cannot be imported: {error}"
        raise ImproperlyConfigured(message) from error
