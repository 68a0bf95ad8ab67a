"""Authenticating API requests by their access token."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
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
            return super().get_user(validated_token)
        except FieldError:
            # The field of ``USER_ID_FIELD`` is no column: its value is the key.
            self.user_model: Any = _ByPrimaryKey(self.user_model)
            return super().get_user(validated_token)
        except users.UNFINDABLE as error:
            raise user_not_found() from error

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
    ours = (one for one in defaults if issubclass(one, JWTAuthentication))
    return tuple(ours) or (Jwt2faAuthentication,)


def user_not_found() -> AuthenticationFailed:
    """Return Simple JWT's own error for a token whose user does not exist."""
    return AuthenticationFailed(_("User not found"), code="user_not_found")


def _import(wanted: Any) -> Any:
    if not isinstance(wanted, str):
        return wanted
    try:
        return import_string(wanted)
    except ImportError as error:
        message = f"JWT2FA_AUTH['AUTHENTICATION_CLASSES'] cannot be imported: {error}"
        raise ImproperlyConfigured(message) from error


class _ByPrimaryKey:
    """A user model that is asked for primary keys, whatever the field is called."""

    def __init__(self, user_model: Any) -> None:
        self.DoesNotExist = user_model.DoesNotExist
        self.objects = self

    def get(self, **lookup: Any) -> Any:
        """Return the user with this key; raise `AuthenticationFailed`."""
        [key] = lookup.values()
        return users.get_user(key)
