"""Authenticating API requests by their access token."""

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
from .settings import api_settings


class Jwt2faAuthentication(JWTAuthentication):
    """Authenticate requests with ``Authorization: Bearer <access token>``.

    Simple JWT's ``AUTH_HEADER_TYPES`` and ``AUTH_HEADER_NAME`` may say otherwise.

    The name to use in ``DEFAULT_AUTHENTICATION_CLASSES``: access tokens come from
    `ObtainAuthToken`, or from a refresh token that came from there.
    """

    def get_user(self, validated_token: Token) -> Any:
        """Return the user of the token; raise `AuthenticationFailed` if there is none.

        The token may be of another user model, whose keys this one cannot hold.
        """
        try:
            return self._find_user(validated_token)
        except users.UNFINDABLE as error:
            raise user_not_found() from error

    def _find_user(self, validated_token: Token) -> Any:
        try:
            return super().get_user(validated_token)
        except FieldError:
            # ``USER_ID_FIELD`` names a property, and no column.
            self.user_model: Any = users.UsersById()
            return super().get_user(validated_token)

    def get_validated_token(self, raw_token: Any) -> Token:
        """Return the token; raise `InvalidToken` if it is not one of ours."""
        try:
            token: Token = super().get_validated_token(raw_token)
        except RecursionError as error:
            # Its JSON is nested too deep; PyJWT lets that through.
            raise InvalidToken from error
        return token


class ProjectAuthentication:
    """The authentication classes of a view: those of the project, read live.

    A subclass of the view may name others in their place.
    """

    def __get__(self, instance: object, owner: type) -> tuple[type[Any], ...]:
        return get_authentication_classes()


def get_authentication_classes() -> tuple[type[Any], ...]:
    """Return the classes that authenticate users of our endpoints.

    They are those of ``AUTHENTICATION_CLASSES``; without it, those among REST
    framework's defaults that take Simple JWT's tokens.  A token that the project has
    revoked in a class of its own is then revoked here, too.
    """
    wanted = api_settings.AUTHENTICATION_CLASSES
    if wanted is not None:
        return tuple(_import(one) for one in wanted)
    defaults: Any = rest_framework.DEFAULT_AUTHENTICATION_CLASSES
    return tuple(filter(_takes_jwts, defaults)) or (Jwt2faAuthentication,)


def find_user(request: Request) -> Any:
    """Return the user who is signed in, as the primary database has them.

    A class of Simple JWT's that asks no database leaves a user who is made of the
    token: neither their methods nor their password are known.
    """
    user: Any = request.user
    if not isinstance(user, Model) and isinstance(request.auth, Token):
        return Jwt2faAuthentication().get_user(request.auth)
    return users.on_primary(user)


def user_not_found() -> AuthenticationFailed:
    """Return Simple JWT's own error for a token whose user does not exist."""
    return AuthenticationFailed(_("User not found"), code="user_not_found")


def _takes_jwts(wanted: Any) -> bool:
    # REST framework takes any callable.
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
