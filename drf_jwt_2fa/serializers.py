"""The shape of the requests and answers of the steps of a login."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework_simplejwt.serializers import PasswordField
from rest_framework_simplejwt.tokens import Token

from . import auth_tokens, logins
from .code_tokens import LOGIN
from .completion import Verified, complete
from .exceptions import (
    IncorrectCodeError,
    TooManyAuthAttemptsError,
)
from .methods import (
    NO_2FA,
    CodeSender,
    Method,
    NoSecondFactor,
    get_offered,
    is_default,
    needs_no_second_factor,
)
from .redaction import without_secret
from .settings import api_settings
from .token_manager import CodeTokenManager

logger = logging.getLogger(__name__)

# In characters: more than anybody needs, and little enough to handle for nothing.
_MAX_TOKEN_LENGTH = 4096
_MAX_PASSWORD_LENGTH = 4096
_MAX_CODE_LENGTH = 64


class Jwt2faSerializer(serializers.Serializer):  # type: ignore[type-arg]  # not on old releases
    """A step of a login: authenticate, then create tokens."""

    token_manager_class = CodeTokenManager

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token_manager = self.token_manager_class()

    def __repr__(self) -> str:
        # REST framework's shows the data that the serializer was given.
        return f"<{type(self).__name__}>"

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Return the tokens that the step yields."""
        user = self._authenticate(attrs)
        return self._create_tokens(user)

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        """Return the user whom the request identifies; raise if it does not."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _authenticate()")

    def _create_tokens(self, user: Any) -> dict[str, str]:
        """Return the tokens for the user, by the keys they have in the answer."""
        raise ImproperlyConfigured(f"{type(self).__name__} has no _create_tokens()")

    @property
    def _request(self) -> Any:
        return self.context.get("request")

    def _get_checked_user(self, user_pk: Any) -> Any:
        """Return the user of the code token that the manager has just checked."""
        user = logins.get_user(user_pk)
        logins.check_user(user)
        # Anything with the methods that 1.0.0 had may be put in the manager's place.
        check_account = getattr(self.token_manager, "check_account", None)
        if check_account is not None:
            check_account(user)
        return user

    def _issue(self, user: Any, issue: Callable[[Any], str]) -> dict[str, str]:
        try:
            token = issue(user)
        except Throttled as error:
            logins.report_blocked(user, error, self._request)
            raise
        logins.report_code_sent(user, self._request)
        # Anything with the methods that 1.0.0 had may be put in the manager's place.
        describe = getattr(self.token_manager, "describe_issued", dict)
        return {"token": token, **describe()}


class CodeTokenSerializer(Jwt2faSerializer):
    """The first step: a user name and password for a code token."""

    username = serializers.CharField()
    password = PasswordField(trim_whitespace=False, max_length=_MAX_PASSWORD_LENGTH)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with the user name's as the user model calls it."""
        fields = super().get_fields()
        return {_get_field_name(name): field for name, field in fields.items()}

    def to_internal_value(self, data: Any) -> Any:
        """Accept `username` in place of the user model's name for it."""
        name = _get_field_name("username")
        if isinstance(data, Mapping) and name not in data and "username" in data:
            # Item by item: unpacking a form's data would yield its lists of values.
            data = {key: data[key] for key in data}
            data[name] = data["username"]
        attrs = super().to_internal_value(data)
        # Subclasses look for it here, whatever the user model calls it.
        attrs["username"] = attrs[name]
        return attrs

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        username = attrs["username"]
        user = _authenticate(self._request, username, attrs["password"])
        if user is None:
            logins.report_wrong_password(username, self._request)
            raise AuthenticationFailed
        logins.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        if needs_no_second_factor(user):
            verified = Verified(user, NoSecondFactor(), LOGIN)
            return complete(verified, auth_tokens.get_token_class(), self._request)
        return self._issue(user, self.token_manager.create_code_token)


class ChallengeSerializer(Jwt2faSerializer):
    """Between the steps: a code token for a new one, with a new code."""

    code_token = serializers.CharField(max_length=_MAX_TOKEN_LENGTH)
    method = serializers.CharField(required=False, max_length=_MAX_CODE_LENGTH)

    _method: Method | None = None

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, without the method where there is one only."""
        fields = super().get_fields()
        if is_default():
            del fields["method"]
        return fields

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        try:
            user_pk = self.token_manager.check_code_token(attrs["code_token"])
        except TooManyAuthAttemptsError as error:
            logins.report_dead_token(error, self._request)
            raise
        user = self._get_checked_user(user_pk)
        self._method = _find_method(user, attrs.get("method"))
        return user

    def _create_tokens(self, user: Any) -> dict[str, str]:
        renew = self.token_manager.renew_code_token
        if self._method is not None:
            renew = partial(renew, method=self._method)
        return self._issue(user, renew)


class StepUpSerializer(Jwt2faSerializer):
    """For a user who is logged in: nothing for a code token."""

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        user = self._request.user
        logins.check_user(user)
        return user

    def _create_tokens(self, user: Any) -> dict[str, str]:
        return self._issue(user, self.token_manager.create_step_up_token)


class AuthTokenSerializer(Jwt2faSerializer):
    """The second step: a code token and its code for Simple JWT tokens."""

    code_token = serializers.CharField(max_length=_MAX_TOKEN_LENGTH)
    code = serializers.CharField(trim_whitespace=False, max_length=_MAX_CODE_LENGTH)

    @classmethod
    def get_token_class(cls) -> type[Token]:
        """Return the class of the token to issue."""
        return auth_tokens.get_token_class()

    def _authenticate(self, attrs: dict[str, Any]) -> Any:
        try:
            user_pk = self.token_manager.check_code_token_and_code(
                attrs["code_token"], attrs["code"]
            )
        except IncorrectCodeError as error:
            logins.report_wrong_code(error.user_pk, self._request)
            raise
        except TooManyAuthAttemptsError as error:
            logins.report_dead_token(error, self._request)
            raise
        return self._get_checked_user(user_pk)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields, with room for a password where that is the answer."""
        fields = super().get_fields()
        fallback = api_settings.FALLBACK_2FA_METHOD
        if callable(fallback) or fallback == NO_2FA:
            fields["code"] = PasswordField(
                trim_whitespace=False, max_length=_MAX_PASSWORD_LENGTH
            )
        return fields

    def _create_tokens(self, user: Any) -> dict[str, Any]:
        # Anything with the methods that 1.0.0 had may be put in the manager's place.
        method = getattr(self.token_manager, "checked_method", CodeSender())
        purpose = getattr(self.token_manager, "checked_purpose", LOGIN)
        verified = Verified(user, method, purpose)
        return complete(verified, self.get_token_class(), self._request)


def _find_method(user: Any, name: str | None) -> Method | None:
    """Return the method of this name; raise `ValidationError` if it is not offered."""
    if name is None:
        return None
    for method in get_offered(user):
        if method.name == name:
            return method
    raise serializers.ValidationError({"method": [_("Not one of your methods.")]})


def _authenticate(request: Any, username: str, password: str) -> Any:
    # The keyword is `username` whatever the user model calls it, as in Django's own
    # login form: that is what authentication back ends take.
    try:
        return authenticate(
            logins.get_http_request(request), username=username, password=password
        )
    except (ValueError, OverflowError) as error:
        # bcrypt and its 72 bytes, a name for a user model that counts its users, text
        # that UTF-8 cannot express: what cannot even be looked up is not right.
        cause = without_secret(error, password)
        logger.error("Credentials could not be checked", exc_info=cause)
        return None


def _get_field_name(name: str) -> str:
    if name == "username":
        return str(get_user_model().USERNAME_FIELD)
    return name
